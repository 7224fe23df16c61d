using Keyframe.Api.PromptVersions;
using Keyframe.Api.Schema;

namespace Keyframe.Api.Snapshots;

/// <summary>Where the present version of an index can be read.</summary>
[CelRule("has(self.http) != has(self.configMapKeyRef)", "exactly one of http and configMapKeyRef must be set")]
public sealed record RetrievalVerification
{
    /// <summary>A JSON document over HTTP that tells the version. Exactly one of http and configMapKeyRef must be set.</summary>
    public HttpVersionProbe? Http { get; init; }

    /// <summary>
    /// A key of a ConfigMap in the same namespace whose value is the version, as an indexing job may leave it. Exactly one of http
    /// and configMapKeyRef must be set.
    /// </summary>
    public ConfigMapKeyReference? ConfigMapKeyRef { get; init; }

    /// <summary>
    /// How often to ask over HTTP, such as 5m or 1h30m; a ConfigMap is read when it changes. Default 5m, at least 1m, at most 24h; some
    /// jitter is added.
    /// </summary>
    [Default("\"5m\"")]
    [Bounds(2, 16)]
    [Pattern("^([0-9]+h)?([0-9]+m)?([0-9]+s)?$")]
    [CelRule(
        "!self.matches('^([0-9]+h)?([0-9]+m)?([0-9]+s)?$') || duration(self) >= duration('1m') && duration(self) <= duration('24h')",
        "interval must be between 1m and 24h")]
    public string? Interval { get; init; }
}
