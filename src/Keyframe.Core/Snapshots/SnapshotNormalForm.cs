using Keyframe.Api.Snapshots;
using Keyframe.Core.Faults;
using Keyframe.Core.Specs;

namespace Keyframe.Core.Snapshots;

/// <summary>
/// One form for specs that mean the same: lists sorted by name, empty parts absent. An empty inputSchema of a tool stays, since
/// it is a schema (anything goes), and so do empty values inside free-form parts.
/// </summary>
internal static class SnapshotNormalForm
{
    public static Fault? Check(GenAIAppSnapshotSpec spec) =>
        NamedLists.Check(spec.Prompts, item => item.Name, "spec.prompts")
        ?? NamedLists.Check(spec.Retrieval, item => item.Name, "spec.retrieval")
        ?? NamedLists.Check(spec.Rerankers, item => item.Name, "spec.rerankers")
        ?? NamedLists.Check(spec.Tools, item => item.Name, "spec.tools")
        ?? NamedLists.Check(spec.Guardrails, item => item.Name, "spec.guardrails");

    public static Fault? Check(IReadOnlyList<PromptInput> prompts) => NamedLists.Check(prompts, item => item.Name, "prompts");

    /// <summary>The normal form of a spec that <see cref="Check(GenAIAppSnapshotSpec)"/> found no fault with.</summary>
    public static GenAIAppSnapshotSpec Of(GenAIAppSnapshotSpec spec) => spec with
    {
        Model = spec.Model is { } model ? model with { Parameters = Full(model.Parameters) } : null,
        Prompts = Sorted(spec.Prompts, item => item.Name, item => item) ?? [],
        Retrieval = Sorted(spec.Retrieval, item => item.Name, item => item with { Parameters = Full(item.Parameters) }),
        Rerankers = Sorted(spec.Rerankers, item => item.Name, item => item with { Parameters = Full(item.Parameters) }),
        Tools = Sorted(spec.Tools, item => item.Name, item => item),
        Guardrails = Sorted(spec.Guardrails, item => item.Name, item => item with { Parameters = Full(item.Parameters) }),
        Settings = Full(spec.Settings),
        Code = spec.Code is { Image: null, GitCommit: null } ? null : spec.Code,
    };

    /// <summary>The same without what is no part of the configuration.</summary>
    public static GenAIAppSnapshotSpec OfDocument(GenAIAppSnapshotSpec spec)
    {
        var normal = Of(spec);
        return normal with { Retrieval = normal.Retrieval?.Select(item => item with { Verify = null }).ToList() };
    }

    private static List<T>? Sorted<T>(IReadOnlyList<T>? list, Func<T, string> name, Func<T, T> normal) =>
        list is { Count: > 0 } ? [.. list.OrderBy(name, StringComparer.Ordinal).Select(normal)] : null;

    private static IReadOnlyDictionary<string, T>? Full<T>(IReadOnlyDictionary<string, T>? map) =>
        map is { Count: > 0 } ? map : null;
}
