using System.Globalization;
using System.Text.Json;
using Keyframe.Api.Json;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Canonical;
using Keyframe.Core.Snapshots;

namespace Keyframe.Core.Imports;

/// <summary>
/// Prompts as a PromptVersion holds them inline. That is less than registries give: a message has a role and a text, or is a
/// placeholder, and lengths are bounded by the schema.
/// </summary>
internal static class InlinePrompt
{
    private const int MaxText = 262_144;
    private const int MaxContent = 131_072;
    private const int MaxMessages = 64;
    private const int MaxPlaceholder = 128;

    private static readonly string[] Roles = ["system", "developer", "user", "assistant", "tool"];

    /// <summary>What keeps a prompt from being given inline, from the prompt's own path on; null where nothing does.</summary>
    public static string? Problem(DocumentPrompt prompt)
    {
        if (prompt.Template is { } text && Length(text) is var length && length > MaxText)
        {
            return Invariant($"template has {length} characters, and spec.template.text takes {MaxText}");
        }

        return prompt.Messages is { Count: > MaxMessages } many
            ? Invariant($"messages has {many.Count} items, and spec.template.messages takes {MaxMessages}")
            : (prompt.Messages ?? []).Select(Problem).FirstOrDefault(problem => problem is not null);
    }

    /// <summary>The template of a prompt that has no <see cref="Problem(DocumentPrompt)"/>.</summary>
    public static PromptTemplate Template(DocumentPrompt prompt) => new()
    {
        Text = prompt.Template,
        Messages = prompt.Messages is { } messages
            ? [.. messages.Select(message => message.Deserialize(KeyframeJsonContext.Default.PromptMessage)!)]
            : null,
        Engine = prompt.Engine,
    };

    private static string? Problem(JsonElement message, int index)
    {
        var members = message.EnumerateObject().ToDictionary(member => member.Name, member => member.Value);
        bool isPlaceholder = members.ContainsKey("placeholder");
        string[] fields = isPlaceholder ? ["placeholder"] : ["content", "role"];
        if (members.Keys.Except(fields).Order(StringComparer.Ordinal).FirstOrDefault() is { } foreign)
        {
            return Invariant($"messages[{index}].{Quoted(foreign)} has no place in spec.template.messages");
        }

        foreach (string field in fields)
        {
            if (!members.TryGetValue(field, out var value) || value.ValueKind != JsonValueKind.String)
            {
                return Invariant($"messages[{index}].{field} is no text, which spec.template.messages needs");
            }

            int max = field == "placeholder" ? MaxPlaceholder : MaxContent;
            if (Length(value.GetString()!) is var length && (length > max || (isPlaceholder && length == 0)))
            {
                return Invariant($"messages[{index}].{field} has {length} characters, and spec.template.messages takes {max}");
            }
        }

        return isPlaceholder || Roles.Contains(members["role"].GetString()!)
            ? null
            : Invariant($"messages[{index}].role is {members["role"].GetRawText()}, which spec.template.messages does not know");
    }

    // As a schema counts: by code points.
    private static int Length(string text) => text.Length - text.Count(char.IsLowSurrogate);

    private static string Quoted(string name) =>
        name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_') ? name : CanonicalText.Quote(name);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
