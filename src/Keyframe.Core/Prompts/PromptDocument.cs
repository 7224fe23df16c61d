using System.Text.Json;
using Keyframe.Api.Conditions;
using Keyframe.Core.Canonical;
using Keyframe.Core.Changes;
using Keyframe.Core.Faults;
using Keyframe.Core.Json;

namespace Keyframe.Core.Prompts;

/// <summary>
/// A whole prompt as JSON that somebody else wrote: what <see cref="PromptPin.Content"/> is, in whatever spelling. White space, the
/// order of members and the spelling of numbers do not matter; a member that a prompt does not have is refused, not dropped.
/// </summary>
public static class PromptDocument
{
    private const string Members = "a prompt has type, template or messages, and responseFormat";

    private static readonly string[] Known = ["messages", "responseFormat", "template", "type"];

    /// <summary>Reads a prompt. Total.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="place">Where it stands, for the message: Key system.json of ConfigMap prompts.</param>
    /// <returns>The content, which is whole, or InvalidContent with the member that is wrong.</returns>
    public static Outcome<PromptContent> Read(string json, string place)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var given = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = int.MaxValue });
            var root = JsonElement.Parse(CanonicalJson.Serialize(given.RootElement));
            return ProblemOf(root) is { } problem
                ? Refused(place, problem)
                : new Outcome<PromptContent>(root.Deserialize(CoreJsonContext.Default.PromptContent)!);
        }
        catch (CanonicalizationException exception)
        {
            return Refused(place, $"it has no canonical form: {exception.Message.TrimEnd('.')}");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // Text that is not Unicode is an ArgumentException.
            return Refused(place, $"it is not JSON: {OneLine.Of(exception.Message.TrimEnd('.'), 300)}");
        }
    }

    private static string? ProblemOf(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return $"it is {Kind(root)}, not an object; {Members}";
        }

        string[] foreign = [.. root.EnumerateObject().Select(member => member.Name).Except(Known)];
        if (foreign.Length > 0)
        {
            return $"{CanonicalText.Quote(OneLine.Of(foreign[0], 100))} is no member of a prompt; {Members}";
        }

        if (root.TryGetProperty("responseFormat", out var format) && format.ValueKind != JsonValueKind.Object)
        {
            return $"responseFormat is {Kind(format)}, not the object of a JSON Schema";
        }

        string? type = root.TryGetProperty("type", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
        return type switch
        {
            PromptContent.Text => ProblemOfText(root),
            PromptContent.Chat => ProblemOfChat(root),
            _ => "type must be \"text\" or \"chat\"",
        };
    }

    private static string? ProblemOfText(JsonElement root)
    {
        if (root.TryGetProperty("messages", out _))
        {
            return "messages stands beside type \"text\"; a text has template alone";
        }

        if (!root.TryGetProperty("template", out var template))
        {
            return "template is missing, which type \"text\" needs";
        }

        return template.ValueKind == JsonValueKind.String ? null : $"template is {Kind(template)}, not a text";
    }

    private static string? ProblemOfChat(JsonElement root)
    {
        if (root.TryGetProperty("template", out _))
        {
            return "template stands beside type \"chat\"; a chat has messages alone";
        }

        if (!root.TryGetProperty("messages", out var messages))
        {
            return "messages is missing, which type \"chat\" needs";
        }

        if (messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
        {
            return messages.ValueKind == JsonValueKind.Array ? "messages is empty" : $"messages is {Kind(messages)}, not an array";
        }

        foreach (var (index, message) in messages.EnumerateArray().Index())
        {
            if (message.ValueKind != JsonValueKind.Object)
            {
                return System.FormattableString.Invariant($"messages[{index}] is {Kind(message)}, not an object");
            }
        }

        return null;
    }

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a truth value",
    };

    private static Outcome<PromptContent> Refused(string place, string problem) => new(new Fault(
        Reasons.InvalidContent, $"{place} is no prompt: {problem}. Correct it there; a text template is read by format Text."));
}
