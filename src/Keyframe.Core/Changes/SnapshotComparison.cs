using System.Text.Json.Serialization.Metadata;
using Keyframe.Api.Json;

namespace Keyframe.Core.Changes;

/// <summary>What differs between two snapshots, part by part, what matters most first. The version is not among it.</summary>
internal static class SnapshotComparison
{
    private const int NameLimit = 63;
    private const string NameField = "name ";

    // A named item with more differences than this is summed up.
    private const int MaxLeaves = 3;

    public static IEnumerable<string> Compare(SnapshotFacts before, SnapshotFacts after, bool isRollback)
    {
        var (old, now) = (before.Spec, after.Spec);
        var contract = KeyframeJsonContext.Default;
        return App(old.App, now.App)
            .Concat(PromptComparison.Compare(before.Prompts, after.Prompts, isRollback))
            .Concat(Model(Leaves.OfItem(old.Model, contract.ModelSpec), Leaves.OfItem(now.Model, contract.ModelSpec)))
            .Concat(Named("retrieval", old.Retrieval, now.Retrieval, item => item.Name, contract.RetrievalSpec))
            .Concat(Named("reranker", old.Rerankers, now.Rerankers, item => item.Name, contract.RerankerSpec))
            .Concat(Named("tool", old.Tools, now.Tools, item => item.Name, contract.ToolSpec))
            .Concat(Named("guardrail", old.Guardrails, now.Guardrails, item => item.Name, contract.GuardrailSpec))
            .Concat(Leaves.Compare(
                Leaves.Of(old.Settings, contract.IReadOnlyDictionaryStringJsonElement),
                Leaves.Of(now.Settings, contract.IReadOnlyDictionaryStringJsonElement)).Select(change => $"setting {change}"))
            .Concat(Leaves.Compare(Leaves.Of(old.Code, contract.CodeReference), Leaves.Of(now.Code, contract.CodeReference))
                .Select(change => $"code {change}"));
    }

    private static IEnumerable<string> App(string before, string after) =>
        before == after ? [] : [$"app {OneLine.Of(before, NameLimit)}→{OneLine.Of(after, NameLimit)}"];

    private static IEnumerable<string> Model(SortedDictionary<string, string> before, SortedDictionary<string, string> after) =>
        (before.Count, after.Count) switch
        {
            (0, 0) => [],
            (0, _) => [$"model {Leaves.Plain(after.GetValueOrDefault("name"))} added"],
            (_, 0) => [$"model {Leaves.Plain(before.GetValueOrDefault("name"))} removed"],
            // The name comes first and needs no label: model gpt-4o→gpt-4.1.
            _ => Leaves.Compare(before, after)
                .OrderBy(change => !change.StartsWith(NameField, StringComparison.Ordinal))
                .Select(change => change.StartsWith(NameField, StringComparison.Ordinal) ? change[NameField.Length..] : change)
                .Select(change => $"model {change}"),
        };

    private static IEnumerable<string> Named<T>(
        string kind, IReadOnlyList<T>? before, IReadOnlyList<T>? after, Func<T, string> name, JsonTypeInfo<T> typeInfo)
        where T : class
    {
        var old = ByName(before, name);
        var now = ByName(after, name);
        foreach (var key in old.Keys.Union(now.Keys).Order(StringComparer.Ordinal))
        {
            var label = $"{kind} {OneLine.Of(key, NameLimit)}";
            if (!old.TryGetValue(key, out var was))
            {
                yield return $"{label} added";
                continue;
            }

            if (!now.TryGetValue(key, out var becomes))
            {
                yield return $"{label} removed";
                continue;
            }

            var changes = Leaves.Compare(Leaves.OfItem(was, typeInfo), Leaves.OfItem(becomes, typeInfo)).ToList();
            foreach (var change in changes.Count > MaxLeaves ? [$"changed in {changes.Count} places"] : changes)
            {
                yield return $"{label} {change}";
            }
        }
    }

    private static Dictionary<string, T> ByName<T>(IReadOnlyList<T>? items, Func<T, string> name)
        where T : class
    {
        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var item in items ?? [])
        {
            map.TryAdd(name(item), item);
        }

        return map;
    }
}
