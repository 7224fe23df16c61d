using System.Text.Json;
using Keyframe.Api.PromptVersions;

namespace Keyframe.Core.Snapshots;

/// <summary>One prompt of snapshot.json.</summary>
internal sealed record DocumentPrompt
{
    public required string Prompt { get; init; }

    public required string Version { get; init; }

    public required string Digest { get; init; }

    public required string Type { get; init; }

    public required TemplateEngine Engine { get; init; }

    public string? Template { get; init; }

    public IReadOnlyList<JsonElement>? Messages { get; init; }

    public IReadOnlyList<string>? Variables { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? ResponseFormat { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? ModelConfig { get; init; }

    public static DocumentPrompt Of(PromptInput prompt)
    {
        var content = prompt.Material.Content;
        var hasVariables = prompt is { Engine: TemplateEngine.Mustache, Variables.Count: > 0 };
        return new DocumentPrompt
        {
            Prompt = prompt.Prompt,
            Version = prompt.Version,
            Digest = prompt.Digest,
            Type = content.Type,
            Engine = prompt.Engine,
            Template = content.Template,
            Messages = content.Messages,
            Variables = hasVariables ? [.. prompt.Variables.Order(StringComparer.Ordinal)] : null,
            ResponseFormat = content.ResponseFormat,
            ModelConfig = prompt.Material.ModelConfig is { Count: > 0 } config ? config : null,
        };
    }
}
