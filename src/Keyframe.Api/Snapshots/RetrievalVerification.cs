using Keyframe.Api.PromptVersions;
using Keyframe.Api.Schema;

namespace Keyframe.Api.Snapshots;

/// <summary>Where the present version of an index can be read: exactly one of http and configMapKeyRef.</summary>
[CelRule("has(self.http) != has(self.configMapKeyRef)", "exactly one of http and configMapKeyRef must be set")]
public sealed record RetrievalVerification
{
    /// <summary>
    /// A JSON document over HTTP that tells the version. The operator asks for it on the interval, without credentials and under
    /// the rules for prompt registries: a host of the cluster or of a private network has to be listed by the installation. Exactly
    /// one of http and configMapKeyRef must be set.
    /// </summary>
    public HttpVersionProbe? Http { get; init; }

    /// <summary>
    /// A key of a ConfigMap in the same namespace whose value is the version, as an indexing job may leave it; white space at its
    /// ends does not count. Exactly one of http and configMapKeyRef must be set.
    /// </summary>
    public ConfigMapKeyReference? ConfigMapKeyRef { get; init; }

    /// <summary>
    /// How often to ask over HTTP, such as 5m or 1h30m, give or take a tenth; a server that fails is asked sooner at first, and what
    /// it said last stands until it has failed three times in a row. A ConfigMap is read when it changes. Default 5m, at least 1m, at
    /// most 24h.
    /// </summary>
    [Default("\"5m\"")]
    [Bounds(2, 16)]
    [Pattern("^([0-9]+h)?([0-9]+m)?([0-9]+s)?$")]
    [CelRule(
        "!self.matches('^([0-9]+h)?([0-9]+m)?([0-9]+s)?$') || duration(self) >= duration('1m') && duration(self) <= duration('24h')",
        "interval must be between 1m and 24h")]
    public string? Interval { get; init; }
}
