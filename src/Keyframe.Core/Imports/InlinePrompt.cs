using System.Text.Json;
using Keyframe.Api.Json;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Snapshots;

namespace Keyframe.Core.Imports;

/// <summary>
/// Prompts as a PromptVersion holds them inline. That is less than registries give: a message has a role and a text, or is a
/// placeholder, and lengths are bounded by the schema.
/// </summary>
internal static class InlinePrompt
{
    /// <summary>The most members of spec.responseFormat, and of spec.modelConfig.</summary>
    public const int MaxMembers = 256;

    private const int MaxText = 262_144;
    private const int MaxContent = 131_072;
    private const int MaxMessages = 64;
    private const int MaxPlaceholder = 128;

    private static readonly string[] Roles = ["system", "developer", "user", "assistant", "tool"];

    /// <summary>Whether nothing of a prompt would be lost, or refused by the schema.</summary>
    public static bool Fits(DocumentPrompt prompt) =>
        prompt.ResponseFormat is not { Count: > MaxMembers }
        && (prompt.Template is not { } text || Length(text) <= MaxText)
        && (prompt.Messages is not { } messages || (messages.Count <= MaxMessages && messages.All(Fits)));

    /// <summary>The template of a prompt that <see cref="Fits(DocumentPrompt)"/>.</summary>
    public static PromptTemplate Template(DocumentPrompt prompt) => new()
    {
        Text = prompt.Template,
        Messages = prompt.Messages is { } messages
            ? [.. messages.Select(message => message.Deserialize(KeyframeJsonContext.Default.PromptMessage)!)]
            : null,
        Engine = prompt.Engine,
    };

    private static bool Fits(JsonElement message)
    {
        var members = message.EnumerateObject().ToDictionary(member => member.Name, member => member.Value);
        return members.Values.All(value => value.ValueKind == JsonValueKind.String) && members.Count switch
        {
            1 => members.TryGetValue("placeholder", out var placeholder) && Length(placeholder.GetString()!) is >= 1 and <= MaxPlaceholder,
            2 => members.TryGetValue("role", out var role) && Roles.Contains(role.GetString()!)
                && members.TryGetValue("content", out var content) && Length(content.GetString()!) <= MaxContent,
            _ => false,
        };
    }

    // As a schema counts: by code points.
    private static int Length(string text) => text.Length - text.Count(char.IsLowSurrogate);
}
