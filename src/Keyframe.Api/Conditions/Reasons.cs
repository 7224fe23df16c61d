namespace Keyframe.Api.Conditions;

/// <summary>
/// The reasons of conditions and events: a closed list. Their spelling is part of the API; alerts and scripts match on it.
/// </summary>
public static class Reasons
{
    /// <summary>Everything the condition speaks of holds.</summary>
    public const string Succeeded = "Succeeded";

    /// <summary>The operator is at work, or waits for what the message names.</summary>
    public const string Progressing = "Progressing";

    /// <summary>The spec contradicts itself; a current API server would have refused it.</summary>
    public const string InvalidSpec = "InvalidSpec";

    /// <summary>The spec of an immutable object was changed. What was recorded first stays in force.</summary>
    public const string SpecMutated = "SpecMutated";

    /// <summary>PromptVersion: the ConfigMap or key that source names is not there.</summary>
    public const string SourceNotFound = "SourceNotFound";

    /// <summary>PromptVersion: the content is not text that can be kept byte for byte (invalid UTF-8, a lone surrogate, NUL).</summary>
    public const string InvalidContent = "InvalidContent";

    /// <summary>PromptVersion: the ConfigMap that pinned a source's content is gone and the source now says something else.</summary>
    public const string ContentLost = "ContentLost";

    /// <summary>PromptVersion: the template does not parse.</summary>
    public const string InvalidTemplate = "InvalidTemplate";

    /// <summary>PromptVersion: the template uses a variable that spec.variables does not declare.</summary>
    public const string UndeclaredVariable = "UndeclaredVariable";

    /// <summary>PromptVersion: spec.variables declares a variable that the template does not use.</summary>
    public const string UnusedVariable = "UnusedVariable";

    /// <summary>PromptVersion: an older object holds the same prompt and version.</summary>
    public const string DuplicateVersion = "DuplicateVersion";

    /// <summary>Snapshot: a PromptVersion it names does not exist.</summary>
    public const string PromptNotFound = "PromptNotFound";

    /// <summary>Snapshot: a PromptVersion it names exists but is not ready.</summary>
    public const string PromptNotReady = "PromptNotReady";

    /// <summary>Another digest than the reference asks for.</summary>
    public const string DigestMismatch = "DigestMismatch";

    /// <summary>Snapshot: its ConfigMap would be larger than 1,000,000 bytes.</summary>
    public const string TooLarge = "TooLarge";

    /// <summary>Snapshot: the ConfigMap exists with exactly the recorded bytes.</summary>
    public const string Materialized = "Materialized";

    /// <summary>Snapshot, PromptVersion: something that Keyframe did not make stands where the ConfigMap belongs.</summary>
    public const string ForeignConfigMap = "ForeignConfigMap";

    /// <summary>Deployment: the workload does not exist.</summary>
    public const string WorkloadNotFound = "WorkloadNotFound";

    /// <summary>Deployment: an older binding holds the workload.</summary>
    public const string WorkloadTaken = "WorkloadTaken";

    /// <summary>Deployment: the snapshot does not exist.</summary>
    public const string SnapshotNotFound = "SnapshotNotFound";

    /// <summary>Deployment: the snapshot exists but is not ready.</summary>
    public const string SnapshotNotReady = "SnapshotNotReady";

    /// <summary>Deployment: the workload's template has no container of the name asked for.</summary>
    public const string ContainerNotFound = "ContainerNotFound";

    /// <summary>Deployment: the mount path is not one that can be used.</summary>
    public const string InvalidMountPath = "InvalidMountPath";

    /// <summary>Deployment: the mount path lies inside another mount of the container, or the other way round.</summary>
    public const string MountConflict = "MountConflict";

    /// <summary>Deployment: another field manager holds a field that Keyframe needs; nothing was forced.</summary>
    public const string FieldConflict = "FieldConflict";

    /// <summary>Deployment: somebody else moved the template to another snapshot; nothing was overwritten.</summary>
    public const string TemplateMoved = "TemplateMoved";

    /// <summary>Deployment: pods are being replaced.</summary>
    public const string RollingOut = "RollingOut";

    /// <summary>Deployment: every pod runs the desired snapshot.</summary>
    public const string RolledOut = "RolledOut";

    /// <summary>Deployment: the workload did not finish its rollout within its own progress deadline.</summary>
    public const string ProgressDeadlineExceeded = "ProgressDeadlineExceeded";

    /// <summary>Event: the ConfigMap of a snapshot was created.</summary>
    public const string Created = "Created";

    /// <summary>Event: a ConfigMap was deleted or replaced by somebody and has been put back.</summary>
    public const string Restored = "Restored";

    /// <summary>Event: a rollout to a new snapshot was written into the workload's template.</summary>
    public const string RolloutStarted = "RolloutStarted";

    /// <summary>Event: a rollout back to an earlier snapshot was written into the workload's template.</summary>
    public const string RollbackStarted = "RollbackStarted";
}
