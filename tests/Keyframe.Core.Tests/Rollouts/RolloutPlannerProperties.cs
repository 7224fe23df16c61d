using CsCheck;
using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Planning;
using Keyframe.Core.Tests.Builders;

namespace Keyframe.Core.Tests.Rollouts;

/// <summary>
/// Whatever happens in whatever order: the planner answers, leaves a template alone that carries what it wrote, and comes to an
/// end. An event is what somebody does, or a look of the operator that is cut short after some step.
/// </summary>
public sealed class RolloutPlannerProperties
{
    /// <summary>Before what was removed for the fifth time is put back.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(8);

    private static readonly Gen<string> Version = Gen.Int[1, 3].Select(number => $"v{number}");

    private static readonly Gen<Event> Events = Gen.Frequency(
        (6, Version.Select(version => new Event($"ask {version}", drama => drama.Stage.Ask(version)))),
        (10, Gen.Enum<Step>().Select(step => new Event($"look until {step}", drama => drama.Look(step)))),
        (4, Gen.Const(new Event("pods come up", drama => drama.Stage.FinishPods()))),
        (1, Gen.Const(new Event("lose status", drama => drama.Stage.Record(null)))),
        (2, Version.Select(version =>
            new Event($"move to {version}", drama => drama.Stage.Edit(template => template.Carrying(A.Section(version)))))),
        (1, Gen.Const(new Event("strip", drama => drama.Stage.Edit(template => template.WithoutSection())))),
        (1, Gen.Bool.Select(usual => usual ? "/etc/keyframe" : "/config").Select(path => new Event(
            $"mount at {path}",
            drama => drama.Stage.Respec(spec => spec with { Injection = new InjectionSpec { MountPath = path } })))),
        (1, Gen.Int[1, 4].Select(limit => new Event(
            $"keep {limit}", drama => drama.Stage.Respec(spec => spec with { RevisionHistoryLimit = limit })))),
        (1, Version.Select(version => new Event($"delete or restore {version}", drama => drama.Toggle(version)))),
        (1, Gen.Const(new Event("a lost write lands", drama => drama.LandLost()))));

    [Fact]
    public void The_planner_always_answers_and_settles() => Events.Array[1, 25].Sample(
        events =>
        {
            var drama = new Drama();
            foreach (Event happening in events)
            {
                happening.Happen(drama);
                drama.Look(Step.Status);
            }

            drama.Stage.Settle();
            Plan<GenAIDeploymentStatus> end = drama.Stage.Pass(LongestPause).Settle().FinishPods().Settle().Plan();
            Assert.False(drama.Stage.HasWrites(end));
            AssertConsistent(drama, end.Status);
        },
        print: Print,
        iter: 2_000);

    [Fact]
    public void The_planner_settles_also_where_no_look_was_ever_finished() => Events.Array[1, 25].Sample(
        events =>
        {
            var drama = new Drama();
            foreach (Event happening in events)
            {
                happening.Happen(drama);
            }

            Plan<GenAIDeploymentStatus> end = drama.Stage.Settle().Pass(LongestPause).Settle().FinishPods().Settle().Plan();
            AssertConsistent(drama, end.Status);
        },
        print: Print,
        iter: 2_000);

    private static string Print(Event[] events) => string.Join(", ", events.Select(happening => happening.Name));

    /// <summary>
    /// The end is Ready with exactly what was asked for, or somebody is told why not; the record agrees with the
    /// template.
    /// </summary>
    private static void AssertConsistent(Drama drama, GenAIDeploymentStatus status)
    {
        Stage stage = drama.Stage;
        string reason = status.Get(ConditionTypes.Ready).Reason;
        Assert.Contains(
            reason,
            (string[])[Reasons.RolledOut, Reasons.Undone, Reasons.WorkloadDetached, Reasons.SnapshotNotFound, Reasons.FieldConflict]);
        if (reason == Reasons.RolledOut)
        {
            string path = stage.Binding.Spec.Injection?.MountPath ?? "/etc/keyframe";
            Assert.Empty(A.Section(stage.Binding.Spec.SnapshotRef.Name, path).Differences(stage.Workload.Spec.Template));
            Assert.Equal((stage.Live!.Snapshot, stage.Live.Digest), (status.Active!.Snapshot, status.Active.Digest));
            Assert.Null(status.Pending);
            Assert.Equal(
                RevisionResult.Completed, status.History.Single(entry => entry.Revision == status.Active.Revision).Result);
            Assert.DoesNotContain(status.History, entry => entry.Result == RevisionResult.Progressing);
        }

        Assert.InRange(status.History.Count, status.Active is null ? 0 : 1, Math.Max(3, stage.Binding.Spec.RevisionHistoryLimit));
        long[] revisions = [.. status.History.Select(entry => entry.Revision)];
        Assert.Equal(revisions.OrderDescending().Distinct(), revisions);
    }

    private sealed record Event(string Name, Action<Drama> Happen);

    private sealed class Drama
    {
        private readonly Dictionary<string, SnapshotBuilder> _deleted = [];

        private TemplateWrite? _lost;

        public Stage Stage { get; } = new();

        /// <summary>
        /// A look of the operator that is cut short after a step; right after a whole one, another look writes no
        /// template.
        /// </summary>
        public void Look(Step until)
        {
            Plan<GenAIDeploymentStatus> plan = Stage.Pass(TimeSpan.FromSeconds(1)).Plan();
            Stage.Carry(plan, until);
            if (until == Step.WriteAhead)
            {
                _lost = plan.Template;
            }

            if (until >= Step.Template)
            {
                Assert.Null(Stage.Plan().Template);
                Assert.Null(Stage.Plan().WriteAhead);
            }
        }

        /// <summary>An apply whose answer nobody waited for lands, unless the workload has changed since.</summary>
        public void LandLost()
        {
            if (_lost is { } write && write.ResourceVersion == Stage.Workload.Metadata.ResourceVersion)
            {
                Stage.Land(write);
            }

            _lost = null;
        }

        public void Toggle(string version)
        {
            if (_deleted.Remove(version, out SnapshotBuilder? deleted))
            {
                Stage.Snapshots[version] = deleted;
            }
            else if (Stage.Snapshots.Remove(version, out SnapshotBuilder? present))
            {
                _deleted[version] = present;
            }
        }
    }
}
