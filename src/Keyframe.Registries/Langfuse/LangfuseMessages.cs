using System.Buffers;
using System.Text.Json;
using Keyframe.Core.Prompts;

namespace Keyframe.Registries.Langfuse;

/// <summary>
/// Messages of a chat as Langfuse keeps them, turned into those of <see cref="PromptContent"/>: a placeholder there is
/// <c>{"type": "placeholder", "name": …}</c>, and any other message may say that it is a chatmessage. Everything else
/// in them stays.
/// </summary>
internal static class LangfuseMessages
{
    private const string Placeholder = "placeholder";

    private const string Ordinary = "chatmessage";

    /// <summary>Whether an object stands for messages of the application.</summary>
    /// <param name="message">The object.</param>
    public static bool IsPlaceholder(JsonElement message) =>
        TypeOf(message) is Placeholder
        && message.TryGetProperty("name", out JsonElement name)
        && name.ValueKind == JsonValueKind.String;

    /// <summary>Turns one message.</summary>
    /// <param name="message">The message, an object.</param>
    /// <exception cref="InvalidOperationException">It holds text that is not Unicode.</exception>
    public static JsonElement Turn(JsonElement message) => TypeOf(message) switch
    {
        Placeholder when IsPlaceholder(message) => Rewrite(message, name => name switch
        {
            "type" => null,
            "name" => Placeholder,
            _ => name,
        }),
        Ordinary => Rewrite(message, name => name == "type" ? null : name),
        _ => message,
    };

    private static string? TypeOf(JsonElement message) =>
        message.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    private static JsonElement Rewrite(JsonElement message, Func<string, string?> rename)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (JsonProperty property in message.EnumerateObject())
            {
                if (rename(property.Name) is { } name)
                {
                    writer.WritePropertyName(name);
                    writer.WriteRawValue(property.Value.GetRawText());
                }
            }

            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(json.WrittenMemory);
        return document.RootElement.Clone();
    }
}
