namespace Keyframe.Core.Rollouts;

/// <summary>
/// A workload and its revisions as the API server has them, whole. Read only where a decision depends on more than caches hold:
/// when a template was moved or edited by somebody else, when a rollout failed, when a record was lost.
/// </summary>
/// <param name="ResourceVersion">The version of the workload that was read.</param>
/// <param name="Template">Its template.</param>
public sealed record WorkloadReading(string ResourceVersion, TemplateReading Template)
{
    /// <summary>Its <c>kubernetes.io/change-cause</c>, if any.</summary>
    public string? ChangeCause { get; init; }

    /// <summary>The field managers, ours aside, that hold fields of our section; newest first.</summary>
    public IReadOnlyList<string> SectionManagers { get; init; } = [];

    /// <summary>The field managers, ours aside, that hold other fields of the template; newest first.</summary>
    public IReadOnlyList<string> TemplateManagers { get; init; } = [];

    /// <summary>The revisions that Kubernetes keeps of it, newest first.</summary>
    public IReadOnlyList<RevisionReading> Revisions { get; init; } = [];

    /// <summary>The revision that was made of the template; null where Kubernetes has not made it yet.</summary>
    public RevisionReading? Current => Revisions.FirstOrDefault(revision => revision.Template.IsSameAs(Template));
}
