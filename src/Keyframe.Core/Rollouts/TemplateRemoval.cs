namespace Keyframe.Core.Rollouts;

/// <summary>
/// How a section that was in a template came to be gone from it, as far as the change itself told. Afterwards it can no longer be
/// told: removing fields leaves no trace in managedFields, and the template looks the same either way.
/// </summary>
public enum TemplateRemoval
{
    /// <summary>Nobody was watching when it happened.</summary>
    Unknown,

    /// <summary>
    /// The annotations of the workload stayed: somebody edited the template.
    /// </summary>
    Edited,

    /// <summary>
    /// The workload's change-cause went with it, but not the revision number, which Kubernetes' own controller keeps there:
    /// <c>kubectl rollout undo</c> swaps the other annotations for those of the revision it goes back to
    /// (k8s.io/kubectl pkg/polymorphichelpers/rollback.go).
    /// </summary>
    Undone,

    /// <summary>All annotations went with it: the object was replaced by a manifest (<c>kubectl replace</c>, <c>Replace=true</c>).</summary>
    Replaced,
}
