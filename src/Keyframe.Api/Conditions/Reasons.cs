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

    /// <summary>
    /// PromptVersion: the content is not text that can be kept byte for byte (invalid UTF-8, a lone surrogate, NUL), or what should be a
    /// whole prompt in JSON is none.
    /// </summary>
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

    /// <summary>PromptVersion: its response format is not a JSON Schema.</summary>
    public const string InvalidResponseFormat = "InvalidResponseFormat";

    /// <summary>PromptVersion: its parent does not exist.</summary>
    public const string ParentNotFound = "ParentNotFound";

    /// <summary>PromptVersion: it is its own ancestor.</summary>
    public const string LineageCycle = "LineageCycle";

    /// <summary>PromptVersion: the PromptRegistry it names does not exist, or is one of another product.</summary>
    public const string RegistryNotFound = "RegistryNotFound";

    /// <summary>Registry: its address is loopback, link-local, private or cluster-internal, and the installation does not list it.</summary>
    public const string AddressRefused = "AddressRefused";

    /// <summary>Registry: its URL is plain HTTP, which the installation does not allow.</summary>
    public const string InsecureUrlRefused = "InsecureUrlRefused";

    /// <summary>Registry: no connection (DNS, TCP), or it broke.</summary>
    public const string RegistryUnreachable = "RegistryUnreachable";

    /// <summary>Registry: no trust in its certificate, or no TLS.</summary>
    public const string TlsFailed = "TlsFailed";

    /// <summary>Registry: no complete answer in time.</summary>
    public const string RegistryTimeout = "RegistryTimeout";

    /// <summary>Registry: it says that it cannot answer now (408, 5xx).</summary>
    public const string RegistryUnavailable = "RegistryUnavailable";

    /// <summary>Registry: it asks for fewer requests (429).</summary>
    public const string RateLimited = "RateLimited";

    /// <summary>Registry: it does not accept the credentials (401), or has got none.</summary>
    public const string CredentialsInvalid = "CredentialsInvalid";

    /// <summary>Registry: the credentials do not reach that far (403).</summary>
    public const string PermissionDenied = "PermissionDenied";

    /// <summary>Registry: MLflow refuses requests under the host name of its URL.</summary>
    public const string HostHeaderRejected = "HostHeaderRejected";

    /// <summary>Registry: MLflow was started without workspaces, but one is asked for.</summary>
    public const string WorkspacesDisabled = "WorkspacesDisabled";

    /// <summary>Registry: MLflow has no workspace of that name.</summary>
    public const string WorkspaceNotFound = "WorkspaceNotFound";

    /// <summary>PromptVersion: what stands under the name is an ordinary model, or a version of one.</summary>
    public const string NotAPrompt = "NotAPrompt";

    /// <summary>PromptVersion: the prompt has no such alias or label.</summary>
    public const string AliasNotFound = "AliasNotFound";

    /// <summary>PromptVersion: the prompt has no such version.</summary>
    public const string VersionNotFound = "VersionNotFound";

    /// <summary>PromptVersion: Langfuse cannot put together the prompts that it is composed of (409).</summary>
    public const string DependencyMissing = "DependencyMissing";

    /// <summary>Registry: the request was refused as wrong (400).</summary>
    public const string RequestRefused = "RequestRefused";

    /// <summary>Registry: an answer beyond the limit was not read to its end.</summary>
    public const string AnswerTooLarge = "AnswerTooLarge";

    /// <summary>Registry: an answer nested too deep.</summary>
    public const string AnswerTooDeep = "AnswerTooDeep";

    /// <summary>Registry: an answer that is not UTF-8.</summary>
    public const string AnswerNotUtf8 = "AnswerNotUtf8";

    /// <summary>Registry: an answer that is not the JSON that was expected.</summary>
    public const string MalformedAnswer = "MalformedAnswer";

    /// <summary>Registry: an answer of another content type than JSON.</summary>
    public const string UnexpectedContentType = "UnexpectedContentType";

    /// <summary>Registry: a web page where JSON was expected, as a login proxy sends it.</summary>
    public const string LoginPage = "LoginPage";

    /// <summary>Registry: a redirect that is not followed, since it leads elsewhere.</summary>
    public const string RedirectRefused = "RedirectRefused";

    /// <summary>PromptRegistry: its Secret does not exist.</summary>
    public const string SecretNotFound = "SecretNotFound";

    /// <summary>PromptRegistry: the operator may not read the Secret; the message has the Role that allows it.</summary>
    public const string SecretAccessDenied = "SecretAccessDenied";

    /// <summary>PromptRegistry: the Secret does not name the registry's host in its annotation; nothing was sent.</summary>
    public const string SecretHostNotAllowed = "SecretHostNotAllowed";

    /// <summary>PromptRegistry: the Secret lacks the keys for this kind of registry.</summary>
    public const string SecretIncomplete = "SecretIncomplete";

    /// <summary>PromptRegistry: the ConfigMap or key of its CA bundle is not there.</summary>
    public const string CaBundleNotFound = "CaBundleNotFound";

    /// <summary>PromptRegistry: its CA bundle holds no certificate in PEM.</summary>
    public const string CaBundleInvalid = "CaBundleInvalid";

    /// <summary>PromptVersion: its source has other content under the same version.</summary>
    public const string ContentTampered = "ContentTampered";

    /// <summary>PromptVersion: its source has another model configuration under the same version.</summary>
    public const string SettingsChanged = "SettingsChanged";

    /// <summary>PromptVersion: its version was deleted at the source, and the number given to another one.</summary>
    public const string VersionReplaced = "VersionReplaced";

    /// <summary>PromptVersion: its version, or the prompt, no longer exists at the source.</summary>
    public const string SourceGone = "SourceGone";

    /// <summary>PromptVersion: the alias or label it was resolved by now names another version.</summary>
    public const string AliasMoved = "AliasMoved";

    /// <summary>PromptVersion: a prompt that it is composed of is another one now.</summary>
    public const string DependencyMoved = "DependencyMoved";

    /// <summary>Event: an alias or label moved, and a PromptVersion was created for the version it now names.</summary>
    public const string VersionProposed = "VersionProposed";

    /// <summary>Event: a tracked PromptVersion that nothing names was deleted, being none of the newest 50.</summary>
    public const string VersionPruned = "VersionPruned";

    /// <summary>PromptRegistry: a PromptVersion of the needed name was made by somebody else; it is left alone.</summary>
    public const string NameTaken = "NameTaken";

    /// <summary>Event: what was out of sync with its source, or an index that had moved, no longer is.</summary>
    public const string BackInSync = "BackInSync";

    /// <summary>Snapshot: a PromptVersion it names does not exist. PromptVersion: the registry has no prompt of that name.</summary>
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

    /// <summary>Snapshot: an index is at another version than indexVersion.</summary>
    public const string RetrievalDrifted = "RetrievalDrifted";

    /// <summary>Snapshot: the present version of an index cannot be found out; the message says why.</summary>
    public const string RetrievalUnknown = "RetrievalUnknown";

    /// <summary>Snapshot: no binding uses it, so its indexes are not looked at.</summary>
    public const string NotInUse = "NotInUse";

    /// <summary>Deployment: the workload does not exist.</summary>
    public const string WorkloadNotFound = "WorkloadNotFound";

    /// <summary>Deployment: an older binding holds the workload.</summary>
    public const string WorkloadTaken = "WorkloadTaken";

    /// <summary>Deployment: the snapshot does not exist.</summary>
    public const string SnapshotNotFound = "SnapshotNotFound";

    /// <summary>Deployment: the snapshot exists but is not ready.</summary>
    public const string SnapshotNotReady = "SnapshotNotReady";

    /// <summary>
    /// Deployment: the ConfigMap that the workload's template mounts is gone and nothing can restore it; no new pod starts.
    /// </summary>
    public const string ConfigMapLost = "ConfigMapLost";

    /// <summary>Deployment: the workload's template has no container of the name asked for.</summary>
    public const string ContainerNotFound = "ContainerNotFound";

    /// <summary>Deployment: the mount path is not one that can be used.</summary>
    public const string InvalidMountPath = "InvalidMountPath";

    /// <summary>Deployment: the mount path lies inside another mount of the container, or the other way round.</summary>
    public const string MountConflict = "MountConflict";

    /// <summary>Deployment: another field manager holds a field that Keyframe needs; nothing was forced.</summary>
    public const string FieldConflict = "FieldConflict";

    /// <summary>Deployment: pods are being replaced.</summary>
    public const string RollingOut = "RollingOut";

    /// <summary>Deployment: every pod runs the desired snapshot.</summary>
    public const string RolledOut = "RolledOut";

    /// <summary>Deployment: every pod that the workload replaces by itself runs the desired snapshot (OnDelete, partition).</summary>
    public const string PartlyRolledOut = "PartlyRolledOut";

    /// <summary>Deployment: the workload did not finish its rollout in time: its own progress deadline, else 10 minutes.</summary>
    public const string ProgressDeadlineExceeded = "ProgressDeadlineExceeded";

    /// <summary>Deployment: a rollout failed and was taken back by itself; what failed is held until somebody decides.</summary>
    public const string RolledBack = "RolledBack";

    /// <summary>
    /// Deployment: somebody put an earlier template back into the workload, and that stays; what it replaced is held.
    /// </summary>
    public const string Undone = "Undone";

    /// <summary>Deployment: a request ended a rollout; what was rolled out is held.</summary>
    public const string Aborted = "Aborted";

    /// <summary>
    /// Deployment: a rollout failed that changed more than Keyframe's part of the template, so nobody can say which of the two
    /// it was, and nothing is taken back.
    /// </summary>
    public const string CannotAttribute = "CannotAttribute";

    /// <summary>Deployment: a rollout failed, and no revision before it ever completed.</summary>
    public const string NoRollbackTarget = "NoRollbackTarget";

    /// <summary>Deployment: a rollout failed, and there have been as many automatic rollbacks as spec.rollback.limit allows.</summary>
    public const string RollbackLimitReached = "RollbackLimitReached";

    /// <summary>Deployment: a rollout failed by its pods, and spec.rollback does not let it be taken back by itself.</summary>
    public const string PodFailure = "PodFailure";

    /// <summary>Deployment: a broken pod of a StatefulSet has to be deleted before the StatefulSet goes on.</summary>
    public const string PodBlocksRollback = "PodBlocksRollback";

    /// <summary>Deployment: spec.paused is true, and there is something to roll out.</summary>
    public const string Paused = "Paused";

    /// <summary>Deployment: spec.detach is true, and the workload carries nothing of Keyframe's.</summary>
    public const string Detached = "Detached";

    /// <summary>Deployment: the workload went back to a template from before it was bound.</summary>
    public const string WorkloadDetached = "WorkloadDetached";

    /// <summary>Deployment: fields of ours in the template were edited by hand, and spec.drift leaves that to a human.</summary>
    public const string HandEdited = "HandEdited";

    /// <summary>Deployment: the template has an environment variable of that name twice.</summary>
    public const string DuplicateVariable = "DuplicateVariable";

    /// <summary>Event: a request of the annotation keyframe.dev/request was carried out, or could not be.</summary>
    public const string RequestHandled = "RequestHandled";

    /// <summary>Event: what was held is tried once more.</summary>
    public const string RetryStarted = "RetryStarted";

    /// <summary>Event: a rollout failed; the event names pod, container and message.</summary>
    public const string RolloutFailed = "RolloutFailed";

    /// <summary>Event: the ConfigMap of a snapshot was created.</summary>
    public const string Created = "Created";

    /// <summary>Event: a ConfigMap was deleted or replaced by somebody and has been put back.</summary>
    public const string Restored = "Restored";

    /// <summary>Event: a rollout to a new snapshot was written into the workload's template.</summary>
    public const string RolloutStarted = "RolloutStarted";

    /// <summary>Event: a rollout back to an earlier snapshot was written into the workload's template.</summary>
    public const string RollbackStarted = "RollbackStarted";
}
