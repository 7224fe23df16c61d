using System.Text.Json.Nodes;

namespace Keyframe.Testing.Registries.Langfuse;

/// <summary>A version to add to a prompt in Langfuse.</summary>
/// <param name="Prompt">A text, or for a chat the JSON of its messages.</param>
public sealed record LangfuseDraft(string Prompt)
{
    /// <summary>Whether it is a chat.</summary>
    public bool IsChat { get; init; }

    /// <summary>The JSON of its config; null for none.</summary>
    public string? Config { get; init; }

    /// <summary>Its labels; latest comes by itself.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The commit message.</summary>
    public string? Message { get; init; }

    /// <summary>A chat.</summary>
    /// <param name="messages">The JSON of its messages.</param>
    public static LangfuseDraft Chat(string messages) => new(messages) { IsChat = true };

    internal JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["type"] = IsChat ? "chat" : "text",
            ["prompt"] = IsChat ? JsonNode.Parse(Prompt) : JsonValue.Create(Prompt),
            ["labels"] = new JsonArray([.. Labels.Select(label => JsonValue.Create(label))]),
        };
        if (Config is not null)
        {
            json["config"] = JsonNode.Parse(Config);
        }

        if (Message is not null)
        {
            json["commitMessage"] = Message;
        }

        return json;
    }
}
