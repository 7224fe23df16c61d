using System.Text.Json;
using Keyframe.Api.Schema;

namespace Keyframe.Api.PromptVersions;

/// <summary>The content and provenance of one prompt version.</summary>
[CelRule("has(self.template) != has(self.source)", "exactly one of template and source must be set")]
public sealed record PromptVersionSpec
{
    /// <summary>Logical name that groups the versions of one prompt, a DNS label such as support-system.</summary>
    [Required]
    [Bounds(1, 63)]
    [Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    public string Prompt { get => field ?? ""; init; }

    /// <summary>The version, unique for the prompt within the namespace; letters, digits, '.', '_' and '-' (a label value).</summary>
    [Required]
    [Bounds(1, 63)]
    [Pattern("^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$")]
    public string Version { get => field ?? ""; init; }

    /// <summary>What this version changes and why, as the author would say it in a commit.</summary>
    [Bounds(0, 1024)]
    public string? CommitMessage { get; init; }

    /// <summary>Who wrote this version, usually an e-mail address.</summary>
    [Bounds(0, 256)]
    public string? Author { get; init; }

    /// <summary>
    /// The object name of the PromptVersion that this one was made from, in the same namespace. For history and comparison: it need
    /// not exist, and nothing waits for it.
    /// </summary>
    [Bounds(1, 253)]
    [Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")]
    public string? Parent { get; init; }

    /// <summary>The template itself. Exactly one of template and source must be set.</summary>
    public PromptTemplate? Template { get; init; }

    /// <summary>
    /// Where the template comes from. It is read once, pinned by digest in the cluster, and never followed again.
    /// Exactly one of template and source must be set.
    /// </summary>
    public PromptSource? Source { get; init; }

    /// <summary>
    /// The variables of the template. When given, the template must use exactly these; when absent, they are read from the
    /// template.
    /// </summary>
    [ListMap("name")]
    [Bounds(0, 256)]
    public IReadOnlyList<PromptVariable>? Variables { get; init; }

    /// <summary>
    /// The JSON Schema of the model's answer. Part of the digest. With a registry, or a ConfigMap in format Prompt, the one that is kept
    /// there with the prompt.
    /// </summary>
    [Bounds(0, 256)]
    public IReadOnlyDictionary<string, JsonElement>? ResponseFormat { get; init; }

    /// <summary>
    /// Which model this version was written for and how it is called, in the application's own words, such as temperature: 0.2. It
    /// has a digest of its own. With a registry, the one it keeps with the prompt.
    /// </summary>
    [Bounds(0, 256)]
    public IReadOnlyDictionary<string, JsonElement>? ModelConfig { get; init; }

    /// <summary>
    /// Tags of the author, such as team: support. One that makes a label (name and value of at most 63 letters, digits, '.', '_'
    /// and '-') is also set as the label tag.keyframe.dev/name of this object, for selection.
    /// </summary>
    [Bounds(0, 64, MaximumValueLength = 256)]
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}
