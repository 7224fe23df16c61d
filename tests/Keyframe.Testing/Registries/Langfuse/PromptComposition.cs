using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Keyframe.Testing.Registries.Langfuse;

/// <summary>
/// Puts prompts into a prompt that refers to them, as <c>PromptService.buildAndResolvePromptGraph</c> of Langfuse does.
/// </summary>
/// <param name="rows">All versions of all prompts.</param>
internal sealed partial class PromptComposition(IReadOnlyList<StoredPrompt> rows)
{
    private const int Deepest = 5;

    private readonly Dictionary<string, List<StoredPrompt>> _graph = [];

    /// <summary>What a prompt reads with everything put in, and the graph of what that was; null where it was nothing.</summary>
    public (JsonNode? Prompt, JsonObject? Graph) Resolve(StoredPrompt root)
    {
        string text = Resolve(root, root, []);
        return (JsonNode.Parse(text), _graph.Count == 0 ? null : new JsonObject
        {
            ["root"] = Reference(root),
            ["dependencies"] = new JsonObject(_graph.Select(entry => KeyValuePair.Create(
                entry.Key, (JsonNode?)new JsonArray([.. entry.Value.Select(Reference)])))),
        });
    }

    private string Resolve(StoredPrompt root, StoredPrompt prompt, IReadOnlyList<string> path)
    {
        if (path.Count >= Deepest)
        {
            throw LangfuseRefusal.Conflict($"Maximum nesting depth exceeded ({Deepest})");
        }

        if (path.Contains(prompt.Id) || (prompt.Name == root.Name && prompt.Id != root.Id))
        {
            throw LangfuseRefusal.Conflict(
                $"Circular dependency detected involving prompt '{prompt.Name}' version {prompt.Version}");
        }

        return Reference().Replace(prompt.Prompt?.ToJsonString(Relaxed) ?? "null", match =>
        {
            StoredPrompt child = rows.FirstOrDefault(row => IsMeant(row, match.Groups))
                ?? throw LangfuseRefusal.Conflict($"Prompt dependency not found: {match.Groups["name"].Value}");
            if (child.Type != "text")
            {
                throw LangfuseRefusal.Conflict($"Prompt dependency is not a text prompt: {child.Name}");
            }

            if (!_graph.TryGetValue(prompt.Id, out List<StoredPrompt>? children))
            {
                _graph[prompt.Id] = children = [];
            }

            children.Add(child);
            return Resolve(root, child, [.. path, prompt.Id])[1..^1];   // within the quotes
        });
    }

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static bool IsMeant(StoredPrompt row, GroupCollection reference) =>
        row.Name == reference["name"].Value
        && (int.TryParse(reference["version"].Value, CultureInfo.InvariantCulture, out int version)
            ? row.Version == version
            : row.Labels.Contains(reference["label"].Value));

    private static JsonNode Reference(StoredPrompt prompt) => new JsonObject
    {
        ["id"] = prompt.Id,
        ["name"] = prompt.Name,
        ["version"] = prompt.Version,
    };

    [GeneratedRegex(@"@@@langfusePrompt:name=(?<name>[^|@]+)\|(version=(?<version>[0-9]+)|label=(?<label>[^|@]+))@@@")]
    private static partial Regex Reference();
}
