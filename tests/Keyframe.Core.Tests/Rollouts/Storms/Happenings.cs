using CsCheck;
using Keyframe.Api.Deployments;

namespace Keyframe.Core.Tests.Rollouts.Storms;

/// <summary>All that can happen, at random.</summary>
internal static class Happenings
{
    private static readonly Gen<string> Snapshot = Gen.OneOf("v1", "v2", "v3", "v4");

    /// <summary>What people and GitOps tools do on purpose.</summary>
    public static Gen<Happening> Deeds { get; } = Gen.Frequency(
        (8, Snapshot.Select(name => new Happening($"ask {name}", storm => storm.Ask(name)))),
        (2, Gen.OneOf("/etc/keyframe", "/config").Select(path => new Happening($"mount at {path}", storm => storm.MountAt(path)))),
        (4, Always("undo", storm => storm.Undo())),
        (3, Gen.Int[1, 6].Select(number => new Happening($"undo to {number}", storm => storm.Undo(number)))),
        (4, Gen.OneOf("retry", "abort", "undo", "undo revision=1", "undo revision=2", "undo revision=3")
            .Select(request => new Happening($"request {request}", storm => storm.Request(request)))),
        (1, Always("the same request again", storm => storm.RequestAgain())),
        (2, Gen.Bool.Select(paused => new Happening(
            paused ? "pause" : "go on", storm => storm.Respec(spec => spec with { Paused = paused })))),
        (1, Gen.Bool.Select(detach => new Happening(
            detach ? "detach" : "attach", storm =>
            {
                storm.Witness.Asked();
                storm.Respec(spec => spec with { Detach = detach });
            }))),
        (2, Gen.Select(Gen.Int[0, 9], Gen.Bool).Select((which, change) => new Happening(
            $"edit {which}{(change ? " otherwise" : " out")}", storm => storm.Edit(which, change ? "other" : null)))),
        (1, Snapshot.Select(name => new Happening($"mount the ConfigMap of {name}", storm => storm.MountOther(name)))),
        (1, Gen.Enum<DriftPolicy>().Select(drift => new Happening(
            $"drift {drift}", storm => storm.Respec(spec => spec with { Drift = drift })))),
        (1, Gen.Int[1, 4].Select(limit => new Happening(
            $"keep {limit}", storm => storm.Respec(spec => spec with { RevisionHistoryLimit = limit })))),
        (1, Always("restart pods", storm => storm.RestartPods())),
        (2, Gen.OneOf("app:1", "app:2").Select(image => new Happening($"{image} by kubectl apply", storm =>
        {
            storm.CommitImage(image);
            storm.ApplyManifest();
        }))),
        (1, Gen.OneOf("app", "main").Select(name => new Happening($"call the container {name}", storm =>
        {
            storm.CommitName(name);
            storm.ApplyManifest();
        }))));

    /// <summary>What GitOps tools do again and again although nothing has changed.</summary>
    public static Gen<Happening> Syncs { get; } = Gen.OneOf(
        Always("kubectl apply", storm => storm.ApplyManifest()),
        Always("Argo CD applies", storm => storm.ApplyServerSide(Managers.Argo)),
        Always("Flux applies", storm => storm.ApplyByFlux()),
        Always("replace", storm => storm.Replace()));

    /// <summary>What goes wrong in the cluster.</summary>
    public static Gen<Happening> Faults { get; } = Gen.Frequency(
        (6, Gen.OneOf("v1", "v2", "v3", "v4", "app:2").Select(what => new Happening($"break or mend {what}", storm => storm.Break(what)))),
        (1, Always("lose status", storm => storm.LoseStatus())),
        (1, Always("replace the workload", storm => storm.ReplaceWorkload())),
        (1, Always("delete the workload", storm => storm.DeleteWorkload())),
        (2, Snapshot.Select(name => new Happening($"prune or restore {name}", storm => storm.Prune(name)))),
        (1, Snapshot.Select(name => new Happening($"lose the ConfigMap of {name}", storm => storm.LoseConfigMap(name)))),
        (1, Always("revisions are trimmed", storm => storm.Cluster.Trim())),
        (1, Always("the deadline passes", storm => storm.Cluster.ExceedDeadline())),
        (2, Gen.OneOf(1, 11, 61).Select(minutes => new Happening(
            $"{minutes} minutes pass", storm => storm.Cluster.Now += TimeSpan.FromMinutes(minutes)))));

    /// <summary>What goes wrong with the operator.</summary>
    public static Gen<Happening> Troubles { get; } = Gen.OneOf(
        Always("bindings lag", storm => storm.Operator.BindingsLag = true),
        Always("workloads lag", storm => storm.Operator.WorkloadsLag = true),
        Always("the operator restarts", storm => storm.Operator.Restart()),
        Always("a late write lands", storm => storm.Operator.LandLate()),
        Always("the operator is upgraded", storm => storm.Upgrade()));

    /// <summary>A look of the operator that may be disturbed at any of its writes.</summary>
    public static Gen<Happening> Looks { get; } = Gen.Frequency(
        (3, Always("look", storm => storm.Look())),
        (3, Always("settle", storm => storm.Settle())),
        (3, Gen.Select(Gen.OneOf(CutKind.DieBefore, CutKind.DieAfter, CutKind.LoseAnswer, CutKind.LandLate), Gen.Int[0, 3])
            .Select((kind, at) => new Happening($"look, {kind} {at}", storm => storm.Look(new Cut(kind, at))))),
        (2, Gen.Select(Gen.OneOf(Deeds, Syncs, Faults), Gen.Int[0, 3]).Select((between, at) => new Happening(
            $"look, before {at} {between.Name}", storm => storm.Look(new Cut(CutKind.Interrupt, at, () => between.Happen(storm)))))));

    public static Gen<Happening> All { get; } = Gen.Frequency(
        (6, Deeds), (2, Syncs), (3, Faults), (1, Troubles), (8, Looks), (4, Always("pods come up or crash", storm => storm.Tick())));

    private static Gen<Happening> Always(string name, Action<Storm> happen) => Gen.Const(new Happening(name, happen));
}
