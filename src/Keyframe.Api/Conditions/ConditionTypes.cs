namespace Keyframe.Api.Conditions;

/// <summary>
/// Condition types. <see cref="Ready"/>, <see cref="Reconciling"/> and <see cref="Stalled"/> follow kstatus
/// (kubernetes-sigs/cli-utils), so that Flux, Argo CD and <c>kubectl wait</c> read every kind alike.
/// </summary>
public static class ConditionTypes
{
    /// <summary>True when the object does all that its spec asks, and this is proven.</summary>
    public const string Ready = "Ready";

    /// <summary>True while the operator works towards the spec or waits for something that can still come.</summary>
    public const string Reconciling = "Reconciling";

    /// <summary>True when nothing more will happen until somebody changes something.</summary>
    public const string Stalled = "Stalled";

    /// <summary>PromptVersion: the template is at hand and pinned by digest.</summary>
    public const string Resolved = "Resolved";

    /// <summary>PromptVersion: the template parses and uses exactly the declared variables.</summary>
    public const string TemplateValid = "TemplateValid";

    /// <summary>
    /// PromptVersion with a source: what stands at the source now is what was pinned. False changes nothing in the cluster.
    /// </summary>
    public const string SourceInSync = "SourceInSync";

    /// <summary>PromptVersion with a parent: the lineage is whole. False changes nothing but what can be compared.</summary>
    public const string ParentFound = "ParentFound";

    /// <summary>PromptRegistry: the server answers.</summary>
    public const string Reachable = "Reachable";

    /// <summary>PromptRegistry: the server accepts the credentials.</summary>
    public const string Authenticated = "Authenticated";

    /// <summary>PromptRegistry with track: each entry has its PromptVersion.</summary>
    public const string Tracking = "Tracking";

    /// <summary>GenAIAppSnapshot: every prompt it names exists, is resolved and has the expected digest.</summary>
    public const string PromptsResolved = "PromptsResolved";

    /// <summary>GenAIAppSnapshot: the immutable ConfigMap exists with exactly the snapshot's bytes.</summary>
    public const string Materialized = "Materialized";

    /// <summary>
    /// GenAIAppSnapshot with retrieval[].verify: every index still is at its indexVersion. Judged while a binding uses the snapshot;
    /// False blocks nothing.
    /// </summary>
    public const string RetrievalInSync = "RetrievalInSync";

    /// <summary>Deployment: the workload exists and is bound by this object alone.</summary>
    public const string WorkloadFound = "WorkloadFound";

    /// <summary>Deployment: True when another field manager holds a field that Keyframe needs.</summary>
    public const string FieldConflict = "FieldConflict";

    /// <summary>Deployment: True while a snapshot that the spec asks for is held, because it failed or was taken back.</summary>
    public const string RolledBack = "RolledBack";

    /// <summary>Deployment: True when the workload carries nothing of Keyframe's any more, and nothing is put back by itself.</summary>
    public const string WorkloadDetached = "WorkloadDetached";

    /// <summary>Deployment: True when a broken pod keeps a StatefulSet from going on, so that somebody has to delete it.</summary>
    public const string PodBlocksRollback = "PodBlocksRollback";
}
