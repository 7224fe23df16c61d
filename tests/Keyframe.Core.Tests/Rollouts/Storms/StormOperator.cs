using System.Text.Json;
using Keyframe.Api.Deployments;
using Keyframe.Api.Json;
using Keyframe.Core.Changes;
using Keyframe.Core.Injection;
using Keyframe.Core.Planning;
using Keyframe.Core.Rollouts;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Tests.Rollouts.Storms;

/// <summary>
/// The operator around the planner: caches that may lag behind, reads where the planner asks for them, and the writes of a plan one by
/// one, each guarded, each of which may be its last.
/// </summary>
internal sealed class StormOperator
{
    private readonly StormCluster _cluster;
    private readonly StormWitness _witness;
    private GenAIDeployment _binding;
    private Workload? _workload;
    private int _seen;
    private TemplateRemoval _removal;
    private Cut _cut = Cut.None;
    private int _step;
    private Func<bool>? _late;
    private bool _knows;
    private bool _refused;

    public StormOperator(StormCluster cluster, StormWitness witness)
    {
        (_cluster, _witness, _binding) = (cluster, witness, cluster.Binding);
        Restart();
    }

    /// <summary>Whether the cache of bindings stands still.</summary>
    public bool BindingsLag { get; set; }

    /// <summary>Whether the cache of workloads stands still.</summary>
    public bool WorkloadsLag { get; set; }

    /// <summary>When the last plan wants to be made again.</summary>
    public TimeSpan? LookAgain { get; private set; }

    /// <summary>A new process, with new caches.</summary>
    public void Restart()
    {
        (BindingsLag, WorkloadsLag, _removal) = (false, false, TemplateRemoval.Unknown);
        (_binding, _workload, _seen) = (_cluster.Binding, _cluster.Workload, _cluster.Versions.Count);
    }

    /// <summary>What is decided already may be about a ConfigMap that is there no more.</summary>
    public void Forgive() => _knows = false;

    /// <summary>A write that an earlier process had sent reaches the API server, where what it was guarded by still holds.</summary>
    public void LandLate()
    {
        _knows = false;
        if (_late is { } late)
        {
            _witness.Happened();
            _late = null;
            late();
        }
    }

    /// <summary>One look: plan, and carry out.</summary>
    /// <returns>Whether there was anything to do.</returns>
    public bool Look(Cut cut)
    {
        (_cut, _step, LookAgain, _knows) = (cut, 0, null, true);
        CatchUp();
        RolloutObservation observation = Observe();
        Plan<GenAIDeploymentStatus>? plan = RolloutPlanner.Plan(observation);
        if (plan is null)
        {
            if (_workload!.Metadata.ResourceVersion != _cluster.Workload?.Metadata.ResourceVersion)
            {
                return true; // the cache is about to show a newer version
            }

            observation = observation with { Reading = _cluster.Reading() };
            plan = RolloutPlanner.Plan(observation)!;
        }

        LookAgain = plan.LookAgain;
        bool works = plan.ConfigMaps.Count > 0 || plan.Template is not null || !AreEqual(plan.Status, _binding.Status);
        if (!works && !BindingsLag && !WorkloadsLag && LookAgain is null)
        {
            _witness.Quiet();
        }

        if (works)
        {
            _refused = false;
            CarryOut(plan, observation);
        }

        return works && !_refused;
    }

    private void CarryOut(Plan<GenAIDeploymentStatus> plan, RolloutObservation observation)
    {
        GenAIDeployment decidedOn = _binding;
        foreach (ConfigMapWrite.SetOwners owners in plan.ConfigMaps.Cast<ConfigMapWrite.SetOwners>())
        {
            if (!Try(() => _cluster.SetOwners(owners)))
            {
                return;
            }
        }

        if (plan.WriteAhead is { } ahead && !Record(ahead))
        {
            return;
        }

        if (plan.Template is { } template)
        {
            IReadOnlyList<(string Manager, string Path)> conflicts = [];
            if (!Try(() => Write(template, decidedOn, observation, out conflicts)))
            {
                return;
            }

            if (conflicts.Count > 0)
            {
                var failure = new WriteFailure("conflict", [.. conflicts.Select(conflict => new HeldField(conflict.Manager, conflict.Path))]);
                _refused = true;
                Record(plan.OnFailure(failure)!);
                return;
            }

            SeeWorkload();
        }

        Record(plan.Status);
    }

    private bool Record(GenAIDeploymentStatus status)
    {
        if (AreEqual(status, _binding.Status))
        {
            return true;
        }

        string version = _binding.Metadata.ResourceVersion;
        bool done = Try(() =>
        {
            if (_cluster.Binding.Metadata.ResourceVersion != version)
            {
                return false;
            }

            _witness.Recorded(status, _cluster.Binding.Spec.RevisionHistoryLimit);
            _cluster.SaveBinding(binding => binding with { Status = status });
            return true;
        });
        _binding = done ? _cluster.Binding : _binding;
        return done;
    }

    /// <summary>One write, or what is left of it.</summary>
    /// <returns>Whether the look goes on.</returns>
    private bool Try(Func<bool> write)
    {
        CutKind kind = _step++ == _cut.At ? _cut.Kind : CutKind.None;
        switch (kind)
        {
            case CutKind.DieBefore:
                Restart();
                return false;
            case CutKind.LandLate:
                _late = write;
                Restart();
                return false;
            case CutKind.Interrupt:
                _cut.Between?.Invoke();
                break;
        }

        bool done = write();
        if (kind == CutKind.DieAfter)
        {
            Restart();
        }

        return done && kind is not (CutKind.DieAfter or CutKind.LoseAnswer);
    }

    /// <summary>As the operator's writer does: without force first, and by force only where the plan and the owners allow it.</summary>
    private bool Write(
        TemplateWrite write, GenAIDeployment decidedOn, RolloutObservation observation, out IReadOnlyList<(string Manager, string Path)> conflicts)
    {
        conflicts = [];
        if (_cluster.Workload is not { } workload || (workload.Metadata.Uid, workload.Metadata.ResourceVersion) != (write.Uid, write.ResourceVersion))
        {
            return false;
        }

        if (write.Section is not { } section)
        {
            _witness.TakingOut(decidedOn);
            return _cluster.SaveTemplate(
                template => template.Update(Managers.Operator, template.All.Where(leaf => !Leaves.IsOurs(leaf.Key)).ToDictionary()), _ => write.ChangeCause);
        }

        Dictionary<string, string> leaves = Leaves.Of(section.ToTemplate().Deserialize(WorkloadJsonContext.Default.PodTemplate)!);
        IReadOnlyList<(string Manager, string Path)> refused = _cluster.Template.Copy().Apply(Managers.Operator, leaves, force: false);
        bool force = refused.Count > 0 && refused.All(conflict => conflict.Manager == Managers.Operator || (write.MayTakeOver && IsKubectl(conflict.Manager)));
        if (refused.Count > 0 && !force)
        {
            conflicts = refused;
            return true;
        }

        if (_knows)
        {
            _witness.NeedsConfigMap(section);
        }

        _witness.Writing(section, decidedOn, observation);
        bool valid = _cluster.SaveTemplate(template => Apply(template, leaves, force), cause => write.ChangeCause ?? cause);
        Assert.True(valid, $"the API server refuses the template with {Carried.Of(section)}");
        _witness.Wrote(section);
        return true;
    }

    /// <summary>Of our own kind nothing stays beside the section, also where kubectl holds it since an undo.</summary>
    private static void Apply(OwnedTemplate template, Dictionary<string, string> leaves, bool force)
    {
        template.Apply(Managers.Operator, leaves, force);
        template.Update(Managers.Operator, template.All.Where(leaf => !Leaves.IsOurs(leaf.Key) || leaves.ContainsKey(leaf.Key)).ToDictionary());
    }

    private static bool IsKubectl(string manager) =>
        manager != Managers.Apply && (manager == "kubectl" || manager.StartsWith("kubectl-", StringComparison.Ordinal));

    private RolloutObservation Observe()
    {
        string wanted = _binding.Spec.SnapshotRef.Name;
        bool exists = _cluster.Snapshots.Contains(wanted);
        string? mounted = _workload?.Spec.Template.Snapshot;
        return new RolloutObservation(_binding, _cluster.Now)
        {
            Workload = _workload,
            Pods = _workload is null ? [] : _cluster.Pods,
            Removal = _removal,
            Snapshot = exists ? Known.Snapshots[wanted] : null,
            ConfigMap = exists ? _cluster.ConfigMap(Known.ConfigMaps[wanted]) : null,
            OtherConfigMaps = [.. _cluster.ConfigMaps.Where(configMap => !exists || configMap.Name != Known.ConfigMaps[wanted])],
            MissingConfigMap = mounted is not null && _cluster.ConfigMap(mounted) is null ? mounted : null,
            Desired = exists ? Known.Facts[wanted] : null,
            Active = FactsOf(_binding.Status?.Active?.Snapshot),
            Pending = FactsOf(_binding.Status?.Pending?.Snapshot),
        };
    }

    private SnapshotFacts? FactsOf(string? snapshot) =>
        snapshot is not null && _cluster.Snapshots.Contains(snapshot) ? Known.Facts[snapshot] : null;

    private void CatchUp()
    {
        _binding = BindingsLag ? _binding : _cluster.Binding;
        if (!WorkloadsLag)
        {
            SeeWorkload();
        }
    }

    private void SeeWorkload()
    {
        for (; _seen < _cluster.Versions.Count; _seen++)
        {
            Note(_workload, _cluster.Versions[_seen]);
            _workload = _cluster.Versions[_seen];
        }
    }

    /// <summary>How a section was removed, as the operator reads it off the change.</summary>
    private void Note(Workload? before, Workload? now)
    {
        if (now is null || before is null || before.Metadata.Uid != now.Metadata.Uid || TemplateIdentity.Of(now.Spec.Template) is not null)
        {
            _removal = TemplateRemoval.Unknown;
        }
        else if (TemplateIdentity.Of(before.Spec.Template) is not null)
        {
            _removal = !now.HasRevision ? TemplateRemoval.Replaced
                : before.HasChangeCause && !now.HasChangeCause ? TemplateRemoval.Undone
                : TemplateRemoval.Edited;
        }
    }

    internal static bool AreEqual(GenAIDeploymentStatus? one, GenAIDeploymentStatus? other) => ReferenceEquals(one, other)
        || (one is not null && other is not null && Bytes(one).AsSpan().SequenceEqual(Bytes(other)));

    private static byte[] Bytes(GenAIDeploymentStatus status) =>
        JsonSerializer.SerializeToUtf8Bytes(status, KeyframeJsonContext.Default.GenAIDeploymentStatus);
}
