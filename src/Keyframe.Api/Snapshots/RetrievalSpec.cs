using System.Text.Json;
using Keyframe.Api.Schema;

namespace Keyframe.Api.Snapshots;

/// <summary>A retrieval source: which index, at which version, read how.</summary>
[CelRule("!has(self.verify) || has(self.indexVersion)", "verify compares with indexVersion; set it")]
public sealed record RetrievalSpec
{
    /// <summary>The name under which the application reads it, such as kb.</summary>
    [Required]
    [Bounds(1, 63)]
    public string Name { get => field ?? ""; init; }

    /// <summary>The kind of store, such as pgvector.</summary>
    [Required]
    [Bounds(1, 128)]
    public string Store { get => field ?? ""; init; }

    /// <summary>The index or collection.</summary>
    [Required]
    [Bounds(1, 256)]
    public string Index { get => field ?? ""; init; }

    /// <summary>The version of the index that this configuration was reviewed with.</summary>
    [Bounds(1, 256)]
    public string? IndexVersion { get; init; }

    /// <summary>The embedding model that queries are embedded with.</summary>
    public EmbeddingSpec? Embedding { get; init; }

    /// <summary>How many documents are taken.</summary>
    [Bounds(1, 10_000)]
    public int? TopK { get; init; }

    /// <summary>Other parameters. Values may be any JSON.</summary>
    [Bounds(0, 64)]
    public IReadOnlyDictionary<string, JsonElement>? Parameters { get; init; }

    /// <summary>
    /// How to find out that the index still is at indexVersion while a binding uses the snapshot. What is found stands in the
    /// condition RetrievalInSync; it blocks neither a rollout nor a rollback. verify is no part of the configuration: neither the
    /// document nor the digest has it. Default: not checked.
    /// </summary>
    public RetrievalVerification? Verify { get; init; }
}
