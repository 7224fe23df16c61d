using System.Text.Json;
using System.Text.Json.Serialization;
using Keyframe.Api.Json;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Json;

namespace Keyframe.Core.Prompts;

/// <summary>
/// What a prompt is, wherever it is kept: what its digest covers, what a pin holds and what goes into a snapshot. Messages are JSON as
/// they came, since registries keep more in them than a role and a text, and none of it may be lost.
/// </summary>
public sealed record PromptContent
{
    /// <summary>The type of a prompt that is one text.</summary>
    public const string Text = "text";

    /// <summary>The type of a prompt that is the messages of a chat.</summary>
    public const string Chat = "chat";

    /// <summary><see cref="Text"/> or <see cref="Chat"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The template of a text prompt.</summary>
    public string? Template { get; init; }

    /// <summary>
    /// The messages of a chat prompt, JSON objects: <c>{"role": …, "content": …}</c> with whatever else was in them, or
    /// <c>{"placeholder": …}</c>.
    /// </summary>
    public IReadOnlyList<JsonElement>? Messages { get; init; }

    /// <summary>The JSON Schema of the answer; null where there is none.</summary>
    public IReadOnlyDictionary<string, JsonElement>? ResponseFormat { get; init; }

    /// <summary>Whether it has what its type says, and nothing else.</summary>
    [JsonIgnore]
    public bool IsWhole => Type switch
    {
        Text => Template is not null && Messages is null,
        Chat => Template is null && Messages is { Count: > 0 } && Messages.All(message => message.ValueKind == JsonValueKind.Object),
        _ => false,
    };

    /// <summary>A text prompt.</summary>
    /// <param name="template">Its template.</param>
    public static PromptContent OfText(string template) => new() { Type = Text, Template = template };

    /// <summary>A chat prompt.</summary>
    /// <param name="messages">Its messages.</param>
    public static PromptContent OfChat(IReadOnlyList<JsonElement> messages) => new() { Type = Chat, Messages = messages };

    /// <summary>The content of a template that is given inline.</summary>
    /// <param name="template">The template, with text that can be kept (no lone surrogates).</param>
    /// <exception cref="ArgumentException">The template has neither text nor messages.</exception>
    public static PromptContent Of(PromptTemplate template)
    {
        ArgumentNullException.ThrowIfNull(template);
        return template.Messages is { } messages
            ? OfChat([.. messages.Select(message => JsonSerializer.SerializeToElement(message, KeyframeJsonContext.Default.PromptMessage))])
            : OfText(template.Text ?? throw new ArgumentException("The template has neither text nor messages.", nameof(template)));
    }

    /// <summary>Reads what <see cref="PromptPin"/> wrote.</summary>
    /// <param name="json">The JSON.</param>
    /// <returns>The content; null where the JSON is not that of one, or where the text has lone surrogates.</returns>
    public static PromptContent? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, CoreJsonContext.Default.PromptContent) is { IsWhole: true } content ? content : null;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return null;
        }
    }
}
