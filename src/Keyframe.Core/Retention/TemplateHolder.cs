using Keyframe.Core.Planning;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Retention;

/// <summary>An object with a pod template: a workload, or a revision of one (a ReplicaSet or ControllerRevision).</summary>
/// <param name="Identity">The object.</param>
/// <param name="Mounts">Whether its template mounts the ConfigMap in question.</param>
public sealed record TemplateHolder(OwnerIdentity Identity, bool Mounts)
{
    /// <summary>Whether it is being deleted. Kubernetes has taken it off the owners by then, or is about to.</summary>
    public bool IsDeleting { get; init; }

    /// <summary>Revisions: the uid of the workload that they belong to; null where they belong to none.</summary>
    public string? Workload { get; init; }

    /// <summary>
    /// Workloads: whether their controller has seen the template as it is. Until then it may still make a revision of an
    /// earlier one.
    /// </summary>
    public bool IsObserved { get; init; }

    /// <summary>
    /// Workloads: whether a binding asks for the ConfigMap's snapshot there, or is about to write it, or had it last.
    /// </summary>
    public bool IsBound { get; init; }

    /// <summary>How a workload stands to a ConfigMap.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="configMap">The ConfigMap's name.</param>
    public static TemplateHolder Of(Workload workload, string configMap) =>
        new(OwnerIdentity.Of(workload), workload.Spec.Template.ConfigMaps.Contains(configMap))
        {
            IsDeleting = workload.Metadata.DeletionTimestamp is not null,
            IsObserved = workload.IsObserved,
        };

    /// <summary>How a revision of a workload stands to a ConfigMap.</summary>
    /// <param name="source">The revision.</param>
    /// <param name="configMap">The ConfigMap's name.</param>
    public static TemplateHolder Of(TemplateSource source, string configMap) =>
        new(OwnerIdentity.Of(source), source.ConfigMaps.Contains(configMap))
        {
            IsDeleting = source.Metadata.DeletionTimestamp is not null,
            Workload = source.Owner?.Uid,
        };
}
