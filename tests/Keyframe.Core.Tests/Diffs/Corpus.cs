using System.Text.Json;
using System.Text.Json.Nodes;
using Keyframe.Api.Json;
using Keyframe.Core.Snapshots;
using Keyframe.Core.Tests.Snapshots;
using Keyframe.Testing.Resources;

namespace Keyframe.Core.Tests.Diffs;

/// <summary>A snapshot of a support assistant and thirty edits of it, as they happen, rendered as an operator does.</summary>
internal static class Corpus
{
    public const string Base = "base";

    private const string Folder = "tests/Keyframe.Core.Tests/Diffs/Corpus";

    private static readonly string[] NamedParts = ["retrieval", "rerankers", "tools", "guardrails"];

    public static IReadOnlyDictionary<string, StoredSnapshot> Snapshots { get; } = Load();

    public static IReadOnlyList<string> Names { get; } = [.. Snapshots.Keys.Order(StringComparer.Ordinal)];

    private static Dictionary<string, StoredSnapshot> Load()
    {
        var original = Read($"{Folder}/{Base}.yaml");
        return Repository.Files(Folder, "*.yaml").ToDictionary(
            file => Path.GetFileNameWithoutExtension(file),
            file => Compose(Merge(original, Path.GetFileNameWithoutExtension(file) == Base ? [] : Read(file))));
    }

    private static JsonObject Read(string file) => Assert.Single(Repository.Documents(file));

    /// <summary>RFC 7396.</summary>
    private static JsonObject Merge(JsonObject target, JsonObject patch)
    {
        var merged = (JsonObject)target.DeepClone();
        foreach (var (name, value) in patch)
        {
            merged.Remove(name);
            if (value is JsonObject inner)
            {
                merged[name] = Merge(target[name] as JsonObject ?? [], inner);
            }
            else if (value is not null)
            {
                merged[name] = value.DeepClone();
            }
        }

        return merged;
    }

    private static StoredSnapshot Compose(JsonObject edited)
    {
        var prompts = edited["prompts"]!.AsObject()
            .Select(prompt => Resolved.Of(
                prompt.Key, prompt.Value.Deserialize(KeyframeJsonContext.Default.PromptVersionSpec)!))
            .ToList();
        edited["prompts"] = new JsonArray([.. prompts.Select(prompt => new JsonObject
        {
            ["name"] = prompt.Name,
            ["promptRef"] = new JsonObject { ["name"] = prompt.Name },
        })]);
        foreach (string part in NamedParts.Where(edited.ContainsKey))
        {
            edited[part] = new JsonArray([.. edited[part]!.AsObject().Select(item =>
            {
                var named = item.Value!.DeepClone();
                named["name"] = item.Key;
                return named;
            })]);
        }

        return Resolved.Store(edited.Deserialize(KeyframeJsonContext.Default.GenAIAppSnapshotSpec)!, prompts);
    }
}
