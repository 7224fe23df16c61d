using System.Text.Json;

namespace Keyframe.Registries.Reading;

/// <summary>JSON that somebody wrote into a prompt. Nothing in it is taken for granted.</summary>
internal static class PromptJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads JSON that is kept in a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The value; null where it is no JSON, is nested deeper than 64 or has a property twice.</returns>
    public static JsonElement? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
        catch (ArgumentException)
        {
            return null;   // a lone surrogate
        }
    }

    /// <summary>The properties of an object.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Them; null where it is no object, or has a property twice.</returns>
    public static IReadOnlyDictionary<string, JsonElement>? Properties(JsonElement? value)
    {
        if (value is not { ValueKind: JsonValueKind.Object } element)
        {
            return null;
        }

        var properties = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        try
        {
            return element.EnumerateObject().All(property => properties.TryAdd(property.Name, property.Value))
                ? properties
                : null;
        }
        catch (InvalidOperationException)
        {
            return null;   // a name with a lone surrogate
        }
    }

    /// <summary>Why messages are not those of a chat.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="isPlaceholder">
    /// Whether an object stands for messages of the application; null where no product has such.
    /// </param>
    /// <returns>What is wrong, to go behind the name of a version; null where nothing is.</returns>
    public static string? ProblemOfChat(JsonElement messages, Func<JsonElement, bool>? isPlaceholder = null)
    {
        if (messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
        {
            return "is a chat whose messages are not a JSON array with at least one of them";
        }

        int bad = messages.EnumerateArray().TakeWhile(message => IsMessage(message, isPlaceholder)).Count();
        return bad == messages.GetArrayLength()
            ? null
            : FormattableString.Invariant($"is a chat whose messages[{bad}] is not an object with a role");
    }

    private static bool IsMessage(JsonElement message, Func<JsonElement, bool>? isPlaceholder)
    {
        try
        {
            return message.ValueKind == JsonValueKind.Object
                && ((message.TryGetProperty("role", out JsonElement role) && role.ValueKind == JsonValueKind.String)
                    || isPlaceholder?.Invoke(message) is true);
        }
        catch (InvalidOperationException)
        {
            return false;   // a name with a lone surrogate
        }
    }
}
