using System.Text.Encodings.Web;
using System.Text.Json;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Prompts;

namespace Keyframe.Core.Tests.Templates;

/// <summary>Content as registries give it.</summary>
internal static class Sources
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static SourceContent Chat(params string[] messages) => Of(PromptContent.OfChat([.. messages.Select(Json.Of)]));

    public static SourceContent Of(PromptContent content, string? modelConfig = null) => new(
        new PromptMaterial(content, modelConfig is null ? null : Json.Map(modelConfig)),
        new ResolvedSource { Name = "support", Version = "3", Id = "row-3" });

    public static string Quote(string text) => JsonSerializer.Serialize(text, Options);
}
