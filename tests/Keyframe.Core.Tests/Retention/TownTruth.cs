using Keyframe.Core.Planning;
using Keyframe.Core.Retention;

namespace Keyframe.Core.Tests.Retention;

/// <summary>What the API server of a <see cref="Town"/> has.</summary>
internal sealed record TownTruth
{
    public bool Snapshot { get; init; } = true;

    public bool Bound { get; init; }

    public TownWorkload? Workload { get; init; }

    public IReadOnlyList<TownReplicaSet> Sets { get; init; } = [];

    public ConfigMapIdentity? ConfigMap { get; init; }

    /// <summary>Whether a pod can still be started from the ConfigMap. What goes with its owner does not count.</summary>
    public bool IsMounted => Workload is { Mounts: true }
        || Sets.Any(set => set.Mounts && HasItsWorkload(set));

    public static OwnerIdentity Owner(string kind, string uid) => new("any/v1", kind, uid, uid);

    public static TemplateHolder Holder(TownReplicaSet set) =>
        new(Owner("ReplicaSet", set.Uid), set.Mounts) { Workload = set.Controller };

    public TemplateHolder Holder(TownWorkload workload) =>
        new(Owner("Deployment", workload.Uid), workload.Mounts) { IsObserved = workload.Observed, IsBound = Bound };

    /// <summary>Whether a ReplicaSet is not about to go with its workload.</summary>
    public bool HasItsWorkload(TownReplicaSet set) => set.Controller is null || set.Controller == Workload?.Uid;

    public bool Exists(string uid) =>
        (uid == "uid-of-v1" && Snapshot) || uid == Workload?.Uid || Sets.Any(set => set.Uid == uid);
}
