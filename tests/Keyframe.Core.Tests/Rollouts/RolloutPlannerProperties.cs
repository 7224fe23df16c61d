using CsCheck;
using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Tests.Builders;
using Keyframe.Core.Tests.Rollouts.Storms;

namespace Keyframe.Core.Tests.Rollouts;

/// <summary>
/// Whatever users, GitOps tools, kubectl and faults do, in whatever order. A failure prints what happened, shrunk, and the seed that brings
/// it back: CsCheck_Seed=….
/// </summary>
public sealed class RolloutPlannerProperties
{
    [Fact]
    public void Every_write_has_a_reason_and_the_storm_ends_in_calm() => Happenings.All.Array[1, 30].Sample(Run, print: Print, iter: 2_000);

    /// <summary>
    /// An operator that dies, loses answers and starts anew at every turn ends with the same as one that nothing happens to: what the
    /// outline tells, which shares nothing with the planner.
    /// </summary>
    [Fact]
    public void Each_deed_ends_as_outlined_whatever_happens_to_the_operator() => Gen.Select(Deeds.All, Deeds.Cuts).Array[1, 10].Sample(
        Follow, print: deeds => string.Join(", ", deeds.Select(deed => $"{deed.Item1.Name} ({string.Join(' ', deed.Item2.Select(cut => $"{cut.Kind} {cut.At}"))})")),
        iter: 1_500);

    internal static void Follow((Deed Deed, Cut[] Cuts)[] deeds)
    {
        var storm = new Storm();
        var outline = new Outline();
        storm.Settle();
        outline.RollOut(storm);
        foreach ((Deed deed, Cut[] cuts) in deeds)
        {
            storm.Cluster.Now += TimeSpan.FromMinutes(11);
            storm.Witness.Story.Add($"{deed.Name}:");
            deed.Do(storm);
            deed.Expect(outline, storm);
            outline.Rest(storm);
            if (outline.IsOpen)
            {
                return;
            }

            try
            {
                storm.Settle(look => look < cuts.Length && !deed.HasToBeSeen ? cuts[look] : Cut.None);
                AssertAsOutlined(storm, outline);
            }
            catch (Xunit.Sdk.XunitException failure)
            {
                Assert.Fail($"{failure.Message}\n  {string.Join("\n  ", storm.Witness.Story)}");
            }
        }
    }

    private static void AssertAsOutlined(Storm storm, Outline outline)
    {
        bool fails = outline.Live is { } live && storm.Cluster.Broken.Contains(live.Snapshot);
        Assert.Equal(outline.Held, storm.Status.Hold?.Snapshot);
        if (!fails)
        {
            ConditionStatus ready = outline is { IsComplete: true, Held: null } ? ConditionStatus.True : ConditionStatus.False;
            Assert.Equal(ready, storm.Status.Get(ConditionTypes.Ready).Status);
        }

        // Nobody puts an edit back in the middle of a failure that waits for a human.
        if (!fails || storm.Cluster.Live is not null)
        {
            Assert.Equal(outline.Live, storm.Cluster.Live);
        }
    }

    internal static void Run(Happening[] happenings)
    {
        var storm = new Storm();
        try
        {
            foreach (Happening happening in happenings)
            {
                storm.Witness.Story.Add($"{happening.Name}:");
                happening.Happen(storm);
            }

            storm.Witness.Story.Add("calm:");
            Calm(storm);
            storm.Settle();
            AssertEnd(storm);
        }
        catch (Xunit.Sdk.XunitException failure)
        {
            Assert.Fail($"{failure.Message}\n  {string.Join("\n  ", storm.Witness.Story)}");
        }
    }

    /// <summary>Nothing is broken any more, every cache is up to date, and GitOps tools have come by.</summary>
    private static void Calm(Storm storm)
    {
        storm.Cluster.Broken.Clear();
        storm.Witness.Happened();
        storm.Operator.Restart();
        if (storm.Cluster.Template.OwnsAny(Managers.Flux))
        {
            storm.ApplyByFlux();
        }
    }

    private static void AssertEnd(Storm storm)
    {
        GenAIDeploymentStatus status = storm.Status;
        Carried? live = storm.Cluster.Live;
        Condition ready = status.Get(ConditionTypes.Ready);
        Assert.True(storm.Witness.IsQuiet || ready.Reason == Reasons.FieldConflict, $"it is not quiet: {ready}");
        if (storm.Cluster.Workload is null)
        {
            Assert.Equal(ConditionStatus.False, status.Get(ConditionTypes.WorkloadFound).Status);
            return;
        }

        Assert.Equal(storm.Binding.Spec.Detach, ready.Reason == Reasons.Detached);
        if (ready.Reason == Reasons.Detached)
        {
            Assert.True(storm.Cluster.IsBare);
        }
        else if (ready.Status == ConditionStatus.True)
        {
            Assert.Equal((storm.Binding.Spec.SnapshotRef.Name, StormWitness.PathOf(storm.Binding)), (live?.Snapshot, live?.Path));
        }

        if (storm.Witness.Undone is { } undone)
        {
            Assert.True(undone.IsLike(live), $"a human put back {undone}, and {live} is live");
        }

        if (status.Active is { } active && ready.Status == ConditionStatus.True)
        {
            RevisionEntry entry = Assert.Single(status.History, entry => entry.Revision == active.Revision);
            Assert.Equal((live?.Hash, RevisionResult.Completed), (entry.Injection, entry.Result));
            Assert.Null(status.Pending);
        }
    }

    private static string Print(Happening[] happenings) => string.Join(", ", happenings.Select(happening => happening.Name));
}
