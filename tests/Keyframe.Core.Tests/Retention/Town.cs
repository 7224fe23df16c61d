using Keyframe.Core.Planning;
using Keyframe.Core.Retention;

namespace Keyframe.Core.Tests.Retention;

/// <summary>
/// A namespace in memory with one snapshot, its ConfigMap and one Deployment: Kubernetes' controllers and garbage collector act
/// one step at a time, and the operator sees each kind as late as a test likes, or not at all.
/// </summary>
internal sealed class Town
{
    private const int HistoryLimit = 1;

    private TownTruth _truth = new();
    private int _created;

    // What each of the operator's caches shows.
    private bool _snapshotSeen = true;
    private TownWorkload? _workloadSeen;
    private IReadOnlyList<TownReplicaSet> _setsSeen = [];
    private ConfigMapIdentity? _configMapSeen;
    private RetentionObservation? _underProof;
    private int? _rollout;
    private TownWorkload? _takenUp;
    private string[] _dangling = [];

    public Town()
    {
        _truth = _truth with
        {
            Workload = new TownWorkload("uid-of-app", Mounts: false, Image: 0, Version: 1, Observed: true),
            ConfigMap = new ConfigMapIdentity("v1-aa", "uid-of-cm", "1", [TownTruth.Owner("GenAIAppSnapshot", "uid-of-v1")]),
        };
        SeeAll();
    }

    public bool IsAway { get; private set; }

    public ConfigMapIdentity? ConfigMap => _truth.ConfigMap;

    public bool IsMounted => _truth.IsMounted;

    public bool IsNeeded => IsMounted || _truth.Snapshot || _truth.Bound;

    public void DeleteSnapshot() => _truth = _truth with { Snapshot = false };

    public void Unbind() => _truth = _truth with { Bound = _rollout is not null };

    /// <summary>A binding rolls the snapshot out: the workload becomes an owner, and only then the template is written.</summary>
    public void BeginRollout()
    {
        bool may = !IsAway && _rollout is null && _snapshotSeen && _truth.Snapshot;
        if (may && _configMapSeen is { } seen && _workloadSeen is { } workload)
        {
            _truth = _truth with { Bound = true };
            if (seen.OwnedBy(TownTruth.Owner("Deployment", workload.Uid)) is not [ConfigMapWrite.SetOwners write] || Write(write))
            {
                _rollout = workload.Version;
            }
        }
    }

    public void EndRollout()
    {
        if (_rollout is { } version && _truth.Workload?.Version == version)
        {
            Template(mounts: true, _truth.Workload.Image);
        }

        _rollout = null;
    }

    /// <summary>
    /// Somebody writes the template, and with luck the Deployment's controller is through with it before anything else happens:
    /// kubectl rollout undo to a ReplicaSet that is still there, a template without the ConfigMap, or another image.
    /// </summary>
    public void Edit(int which, bool untilDone)
    {
        TownReplicaSet[] own = [.. Own()];
        if (_truth.Workload is not { } workload || (which < 2 && own.Length == 0))
        {
            return;
        }

        (bool mounts, int image) = which switch
        {
            < 2 => (own[which % own.Length].Mounts, own[which % own.Length].Image),
            2 => (false, workload.Image + 1),
            _ => (workload.Mounts, workload.Image + 1),
        };
        Template(mounts, image);
        if (untilDone)
        {
            TakeUpDeployment();
            MakeReplicaSets();
        }
    }

    /// <summary>The workload is deleted, with its ReplicaSets or without them, or those that were left are.</summary>
    public void Meet(int fate)
    {
        if (fate == 1)
        {
            OrphanWorkload();
            return;
        }

        _truth = fate == 0
            ? _truth with { Workload = null }
            : _truth with { Sets = [.. _truth.Sets.Where(set => set.Controller is not null)] };
    }

    /// <summary>The Deployment's controller takes the workload up, as it is now.</summary>
    public void TakeUpDeployment() => _takenUp = _truth.Workload;

    /// <summary>It makes the ReplicaSet of the template that it took up, trims old ones, then reports what it has seen.</summary>
    public void MakeReplicaSets()
    {
        if (_takenUp is not { } read || _truth.Workload?.Uid != read.Uid)
        {
            return;
        }

        TownReplicaSet? current = Own().FirstOrDefault(set => set.Mounts == read.Mounts && set.Image == read.Image);
        current ??= new TownReplicaSet($"uid-of-set-{++_created}", read.Mounts, read.Image, read.Uid, 0);
        current = current with { Used = ++_created };
        IEnumerable<TownReplicaSet> old =
            Own().Where(set => set.Uid != current.Uid).OrderByDescending(set => set.Used).Take(HistoryLimit);
        _truth = _truth with
        {
            Sets = [.. _truth.Sets.Where(set => set.Controller != read.Uid), .. old, current],
            Workload = _truth.Workload with { Observed = _truth.Workload.Version == read.Version },
        };
        _takenUp = null;
    }

    /// <summary>
    /// The garbage collector: an object goes when it has owners and all of them are gone. Where some are left it loses those that
    /// are gone, a moment later and whatever has been written meanwhile, as Kubernetes' own does.
    /// </summary>
    public void CollectGarbage()
    {
        _truth = _truth with { Sets = [.. _truth.Sets.Where(_truth.HasItsWorkload)] };
        if (_dangling.Length > 0)
        {
            Own(_truth.ConfigMap?.Owners.Where(owner => !_dangling.Contains(owner.Uid)));
            _dangling = [];
            return;
        }

        if (_truth.ConfigMap is { Owners.Count: > 0 } configMap)
        {
            string[] dangling = [.. configMap.Owners.Select(owner => owner.Uid).Where(uid => !_truth.Exists(uid))];
            if (dangling.Length < configMap.Owners.Count)
            {
                _dangling = dangling;
                return;
            }

            Assert.False(IsMounted, "The ConfigMap was collected while something mounts it.");
            _truth = _truth with { ConfigMap = null };
        }
    }

    /// <summary>One of the operator's caches catches up; the others stay as they are.</summary>
    public void See(int kind)
    {
        if (!IsAway)
        {
            _snapshotSeen = kind == 0 ? _truth.Snapshot : _snapshotSeen;
            _workloadSeen = kind == 1 ? _truth.Workload : _workloadSeen;
            _setsSeen = kind == 2 ? _truth.Sets : _setsSeen;
            _configMapSeen = kind == 3 ? _truth.ConfigMap : _configMapSeen;
        }
    }

    /// <summary>The operator sees everything, and does what it has to.</summary>
    public void CatchUp()
    {
        for (int look = 0; look < 4; look++)
        {
            SeeAll();
            Look();
        }
    }

    public void GoAway()
    {
        EndRollout();
        (IsAway, _underProof) = (true, null);
    }

    public void ComeBack()
    {
        IsAway = false;
        SeeAll();
    }

    /// <summary>One look of the operator, on what its caches show. What has to be proven waits for the next one.</summary>
    public void Look()
    {
        if (IsAway || Prove() || _configMapSeen is not { } configMap)
        {
            return;
        }

        RetentionObservation observation = new(configMap, "v1")
        {
            SnapshotExists = _snapshotSeen,
            Workloads = _workloadSeen is { } seen ? [_truth.Holder(seen)] : [],
            Revisions = [.. _setsSeen.Select(TownTruth.Holder)],
        };
        RetentionPlan plan = RetentionPlanner.Plan(observation);
        Write(plan.Write);
        if (plan.ToProve.Count > 0)
        {
            _underProof = observation with { Workloads = _truth.Workload is { } live ? [_truth.Holder(live)] : [] };
        }
    }

    public void Settle()
    {
        EndRollout();
        ComeBack();
        for (int round = 0; round < 10; round++)
        {
            TakeUpDeployment();
            MakeReplicaSets();
            CollectGarbage();
            CatchUp();
        }
    }

    private bool Prove()
    {
        if (_underProof is not { } observation)
        {
            return false;
        }

        _underProof = null;
        Write(RetentionPlanner.Plan(observation with
        {
            Revisions =
                [.. observation.Revisions.Concat(_truth.Sets.Select(TownTruth.Holder)).DistinctBy(holder => holder.Identity.Uid)],
            IsProven = true,
        }).Write);
        return true;
    }

    private void SeeAll() => Array.ForEach([0, 1, 2, 3], See);

    /// <summary>
    /// With --cascade=orphan: the garbage collector takes the workload off whatever it owns. Only once every ReplicaSet is an
    /// owner: until the operator has seen one, the workload keeps the ConfigMap for it.
    /// </summary>
    private void OrphanWorkload()
    {
        if (_truth is { Workload: { } workload, ConfigMap: { } configMap }
            && Own().All(set => !set.Mounts || configMap.Owners.Any(owner => owner.Uid == set.Uid)))
        {
            _truth = _truth with
            {
                Workload = null,
                Sets = [.. _truth.Sets.Select(set => set.Controller == workload.Uid ? set with { Controller = null } : set)],
            };
            Own(_truth.ConfigMap?.Owners.Where(owner => owner.Uid != workload.Uid));
        }
    }

    private IEnumerable<TownReplicaSet> Own() => _truth.Sets.Where(set => set.Controller is { } uid && uid == _truth.Workload?.Uid);

    private void Template(bool mounts, int image)
    {
        TownWorkload workload = _truth.Workload!;
        bool observed = workload.Observed && (workload.Mounts, workload.Image) == (mounts, image);
        _truth = _truth with
        {
            Workload = workload with { Mounts = mounts, Image = image, Version = workload.Version + 1, Observed = observed },
        };
    }

    /// <summary>A write that is refused unless it was decided on the ConfigMap as it is.</summary>
    private bool Write(ConfigMapWrite.SetOwners? write)
    {
        bool accepted = write is not null && _truth.ConfigMap is { } live && live.ResourceVersion == write.ResourceVersion;
        Own(accepted ? write!.Owners : null);
        return accepted;
    }

    private void Own(IEnumerable<OwnerIdentity>? owners)
    {
        if (owners?.ToArray() is { } changed && _truth.ConfigMap is { } live && !live.Owners.SequenceEqual(changed))
        {
            string version = $"{long.Parse(live.ResourceVersion, null) + 1}";
            _truth = _truth with { ConfigMap = live with { Owners = changed, ResourceVersion = version } };
        }
    }
}
