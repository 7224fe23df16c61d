using Keyframe.Api.Deployments;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Changes;
using Keyframe.Core.Planning;
using Keyframe.Core.Pods;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Rollouts;

/// <summary>All that the plan of a binding depends on, read from caches at one moment.</summary>
/// <param name="Binding">The binding.</param>
/// <param name="Now">The time.</param>
public sealed record RolloutObservation(GenAIDeployment Binding, DateTimeOffset Now)
{
    /// <summary>The workload it names, or null.</summary>
    public Workload? Workload { get; init; }

    /// <summary>The workload and its revisions as the API server has them; null until a rule has asked for it.</summary>
    public WorkloadReading? Reading { get; init; }

    /// <summary>How our section was removed from the template, where it was. Default: nobody was watching.</summary>
    public TemplateRemoval Removal { get; init; }

    /// <summary>The workload's pods that carry a snapshot, in no order. Default: none.</summary>
    public IReadOnlyList<Pod> Pods { get; init; } = [];

    /// <summary>From when on a rollout counts as failed.</summary>
    public RolloutThresholds Thresholds { get; init; } = new();

    /// <summary>The name of an older binding of the same workload, or null.</summary>
    public string? OlderClaim { get; init; }

    /// <summary>The snapshot it names, or null.</summary>
    public GenAIAppSnapshot? Snapshot { get; init; }

    /// <summary>The snapshot's ConfigMap, or null while it does not exist.</summary>
    public ConfigMapIdentity? ConfigMap { get; init; }

    /// <summary>The other ConfigMaps that the template or the history names, as far as they exist. Default: none.</summary>
    public IReadOnlyList<ConfigMapIdentity> OtherConfigMaps { get; init; } = [];

    /// <summary>
    /// The ConfigMap that the workload's template mounts as its snapshot, where it does not exist; null where it does, or none is
    /// mounted.
    /// </summary>
    public string? MissingConfigMap { get; init; }

    /// <summary>What the desired snapshot consists of, for describing the change in words; null while it is not ready.</summary>
    public SnapshotFacts? Desired { get; init; }

    /// <summary>What the active snapshot consists of; null where there is none, or its object is gone.</summary>
    public SnapshotFacts? Active { get; init; }

    /// <summary>
    /// What the pending snapshot consists of, which the template may turn out to carry already; null where there is none, or its
    /// object is gone.
    /// </summary>
    public SnapshotFacts? Pending { get; init; }

    /// <summary>A ConfigMap by name, where it exists.</summary>
    /// <param name="name">The name.</param>
    public ConfigMapIdentity? FindConfigMap(string name) =>
        ConfigMap?.Name == name ? ConfigMap : OtherConfigMaps.FirstOrDefault(configMap => configMap.Name == name);
}
