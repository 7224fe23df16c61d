using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Keyframe.Api.Json;
using Keyframe.Core.Canonical;
using Keyframe.Core.Diffs;

namespace Keyframe.Core.Changes;

/// <summary>
/// Compares snapshots of which no document is at hand: by their specs, and by what is known of their prompts. Total, also for
/// specs that have no canonical form and are never materialized.
/// </summary>
internal static class FactsTree
{
    public static SnapshotDiff Compare(SnapshotFacts before, SnapshotFacts after) =>
        before.Document is { } old && after.Document is { } now
            ? SnapshotDiff.Of(old, now)
            : SnapshotDiff.Of(Of(before, after), Of(after, before));

    private static SnapshotTree Of(SnapshotFacts facts, SnapshotFacts other)
    {
        var (tree, spec, contract) = (new SnapshotTree(), facts.Spec, KeyframeJsonContext.Default);
        tree.Add(DiffPart.App, null, Text(spec.App));
        tree.Add(DiffPart.Version, null, Text(spec.Version));
        foreach (var prompt in facts.Prompts)
        {
            // Variables that are known of one side only are no difference.
            bool isKnown = other.Prompts.FirstOrDefault(item => item.Name == prompt.Name) is not { Variables: null };
            tree.Add(DiffPart.Prompt, prompt.Name, Of(prompt, isKnown ? prompt.Variables : null));
        }

        Add(tree, DiffPart.Model, null, spec.Model, contract.ModelSpec);
        AddAll(tree, DiffPart.Retrieval, spec.Retrieval, item => item.Name, contract.RetrievalSpec);
        AddAll(tree, DiffPart.Reranker, spec.Rerankers, item => item.Name, contract.RerankerSpec);
        AddAll(tree, DiffPart.Tool, spec.Tools, item => item.Name, contract.ToolSpec);
        AddAll(tree, DiffPart.Guardrail, spec.Guardrails, item => item.Name, contract.GuardrailSpec);
        Add(tree, DiffPart.Settings, null, spec.Settings, contract.IReadOnlyDictionaryStringJsonElement);
        Add(tree, DiffPart.Code, null, spec.Code, contract.CodeReference);
        return tree;
    }

    private static void AddAll<T>(
        SnapshotTree tree, DiffPart part, IReadOnlyList<T>? items, Func<T, string> name, JsonTypeInfo<T> typeInfo)
        where T : class
    {
        foreach (var item in items ?? [])
        {
            Add(tree, part, name(item), item, typeInfo);
        }
    }

    private static void Add<T>(SnapshotTree tree, DiffPart part, string? name, T? value, JsonTypeInfo<T> typeInfo)
        where T : class
    {
        if (value is null)
        {
            return;
        }

        try
        {
            tree.Add(part, name, JsonElement.Parse(CanonicalJson.Serialize(value, typeInfo)));
        }
        catch (CanonicalizationException exception)
        {
            tree.Add(part, name, Element(new JsonObject { [exception.Path] = "" }));
        }
    }

    private static JsonElement Of(PromptFacts prompt, IReadOnlyList<string>? variables)
    {
        var known = new JsonObject { ["prompt"] = prompt.Prompt, ["version"] = prompt.Version, ["digest"] = prompt.Digest };
        if (variables is { Count: > 0 })
        {
            known["variables"] = new JsonArray([.. variables.Order(StringComparer.Ordinal).Select(name => (JsonNode)name)]);
        }

        return Element(known);
    }

    private static JsonElement Text(string text) => Element(JsonValue.Create(text));

    private static JsonElement Element(JsonNode node) => JsonElement.Parse(node.ToJsonString());
}
