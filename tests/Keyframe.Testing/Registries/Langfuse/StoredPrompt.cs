using System.Globalization;
using System.Text.Json.Nodes;

namespace Keyframe.Testing.Registries.Langfuse;

/// <summary>A version of a prompt: a row of the table of prompts.</summary>
internal sealed class StoredPrompt(string name, int version, JsonObject body, DateTimeOffset created)
{
    public string Id { get; } = Guid.NewGuid().ToString();

    public string Name => name;

    public int Version => version;

    public string Type { get; } = (string?)body["type"] ?? "text";

    public JsonNode? Prompt { get; } = body["prompt"]?.DeepClone();

    public JsonNode? Config { get; } = body["config"]?.DeepClone() ?? new JsonObject();

    public List<string> Labels { get; } = [];

    public List<string> Tags { get; } = [.. (body["tags"] as JsonArray ?? []).Select(tag => (string)tag!)];

    public DateTimeOffset Created { get; } = created;

    public DateTimeOffset Updated { get; set; } = created;

    /// <summary>The row as the server answers it.</summary>
    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["createdAt"] = Text(Created),
        ["updatedAt"] = Text(Updated),
        ["projectId"] = "project",
        ["createdBy"] = "API",
        ["prompt"] = Prompt?.DeepClone(),
        ["name"] = Name,
        ["version"] = Version,
        ["type"] = Type,
        ["isActive"] = null,
        ["config"] = Config?.DeepClone(),
        ["tags"] = Array(Tags),
        ["labels"] = Array(Labels),
        ["commitMessage"] = (string?)body["commitMessage"],
    };

    public static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    public static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
