using System.Text;
using System.Text.Json;

namespace Keyframe.Core.Diffs;

/// <summary>A prompt as text for reading.</summary>
internal static class PromptText
{
    /// <summary>
    /// The template; of a chat the messages one below the other, each under a line such as <c>[system]</c>,
    /// <c>[user {"name":"kim"}]</c> (what else is in the message) or <c>[placeholder history]</c>.
    /// </summary>
    public static string Of(JsonElement prompt)
    {
        if (JsonMembers.Text(prompt, "template") is { } template)
        {
            return template;
        }

        var text = new StringBuilder();
        foreach (var message in JsonMembers.Items(prompt, "messages"))
        {
            Append(text, message);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonElement message)
    {
        string what = JsonMembers.Text(message, "role")
            ?? (JsonMembers.Text(message, "placeholder") is { } placeholder ? $"placeholder {placeholder}" : "message");
        string rest = string.Join(',', (message.ValueKind == JsonValueKind.Object ? message.EnumerateObject().ToList() : [])
            .Where(member => member.Name is not ("role" or "content" or "placeholder"))
            .Select(member => $"\"{member.Name}\":{member.Value.GetRawText()}"));
        text.Append('[').Append(what).Append(rest.Length == 0 ? "" : $" {{{rest}}}").Append("]\n");
        foreach (string passage in Passages(JsonMembers.Of(message, "content")))
        {
            text.Append(passage).Append(passage.EndsWith('\n') || passage.Length == 0 ? "" : "\n");
        }
    }

    /// <summary>Content is a text, or parts of which some are texts.</summary>
    private static IEnumerable<string> Passages(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.Undefined => [],
        JsonValueKind.String => [content.GetString()!],
        JsonValueKind.Array => content.EnumerateArray()
            .Select(part => IsText(part) ? JsonMembers.Text(part, "text")! : part.GetRawText()),
        _ => [content.GetRawText()],
    };

    private static bool IsText(JsonElement part) =>
        JsonMembers.Text(part, "text") is not null && JsonMembers.Text(part, "type") == "text"
        && part.EnumerateObject().Count() == 2;
}
