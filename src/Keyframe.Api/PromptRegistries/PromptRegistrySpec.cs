using Keyframe.Api.Schema;

namespace Keyframe.Api.PromptRegistries;

/// <summary>Where a prompt registry is, how to get in, and what to follow.</summary>
[CelRule("has(self.mlflow) != has(self.langfuse)", "exactly one of mlflow and langfuse must be set")]
[CelRule(
    "!has(self.track) || self.track.all(t, has(self.mlflow) ? has(t.alias) && !has(t.label) : has(t.label) && !has(t.alias))",
    "each entry of track has an alias for mlflow, a label for langfuse")]
public sealed record PromptRegistrySpec
{
    /// <summary>An MLflow server, 3.0 or later. Exactly one of mlflow and langfuse must be set.</summary>
    public MlflowConnection? Mlflow { get; init; }

    /// <summary>A Langfuse project, server 3 or later. Exactly one of mlflow and langfuse must be set.</summary>
    public LangfuseConnection? Langfuse { get; init; }

    /// <summary>
    /// The Secret with the credentials: username and password, or token, for MLflow; publicKey and secretKey for Langfuse. The
    /// operator may read it once the namespace's owner allows it by a Role, and sends it only to the host that the Secret's own
    /// annotation keyframe.dev/allowed-host names. Default: none; requests carry no credentials.
    /// </summary>
    public ObjectNameReference? SecretRef { get; init; }

    /// <summary>Certificates to trust instead of the operator's own, for a server with a private CA. Default: none.</summary>
    public CaBundle? CaBundle { get; init; }

    /// <summary>
    /// How often PromptVersions are held against the registry and aliases are looked at, such as 5m or 1h30m. Default 5m, at least 1m,
    /// at most 24h; some jitter is added.
    /// </summary>
    [Default("\"5m\"")]
    [Bounds(2, 16)]
    [Pattern("^([0-9]+h)?([0-9]+m)?([0-9]+s)?$")]
    [CelRule(
        "!self.matches('^([0-9]+h)?([0-9]+m)?([0-9]+s)?$') || duration(self) >= duration('1m') && duration(self) <= duration('24h')",
        "interval must be between 1m and 24h")]
    public string? Interval { get; init; }

    /// <summary>
    /// Aliases or labels to follow: when one moves, a PromptVersion for the version that it now names is created. That is a
    /// proposal; no snapshot and no binding follows it by itself.
    /// </summary>
    [ListMap("name")]
    [Bounds(0, 100)]
    public IReadOnlyList<TrackedPrompt>? Track { get; init; }
}
