using Keyframe.Api.Conditions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Planning;
using Keyframe.Core.Retrieval;
using Keyframe.Core.Snapshots;
using Keyframe.Core.Tests.Builders;
using static Keyframe.Core.Tests.Snapshots.Sightings;

namespace Keyframe.Core.Tests.Retrieval;

/// <summary>What is known of indexes becomes a condition of its own, and an event where it is new.</summary>
public sealed class RetrievalReportTests
{
    private static readonly RetrievalFinding Good = new("kb", "1", "1", null);
    private static readonly RetrievalFinding Moved = new("faq", "1", "2", null);
    private static readonly RetrievalFinding Lost = new("web", "1", null, "nobody answers.");

    public static TheoryData<RetrievalReport?, ConditionStatus?, string?, string?> Reports => new()
    {
        { null, null, null, null },
        { new RetrievalReport(null, false), ConditionStatus.Unknown, Reasons.NotInUse, null },
        { new RetrievalReport(null, true), ConditionStatus.Unknown, Reasons.Progressing, null },
        { new RetrievalReport([Good], true), ConditionStatus.True, Reasons.Succeeded, null },
        { new RetrievalReport([Good, Moved], true), ConditionStatus.False, Reasons.RetrievalDrifted, Reasons.RetrievalDrifted },
        { new RetrievalReport([Lost, Moved], true), ConditionStatus.False, Reasons.RetrievalDrifted, Reasons.RetrievalDrifted },
        { new RetrievalReport([Good, Lost], true), ConditionStatus.Unknown, Reasons.RetrievalUnknown, null },
    };

    [Theory]
    [MemberData(nameof(Reports), DisableDiscoveryEnumeration = true)]
    public void Each_report_has_its_condition_and_takes_nothing_from_Ready(RetrievalReport? report, ConditionStatus? status, string? reason, string? told)
    {
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(Resolved(Fresh) with { Retrieval = report });
        Condition? condition = plan.Status.Find(ConditionTypes.RetrievalInSync);
        Assert.Equal((status, reason), (condition?.Status, condition?.Reason));
        plan.Status.IsReady(Reasons.Materialized);
        Assert.Equal(told, plan.Events.FirstOrDefault(note => note.Action == "VerifyRetrieval")?.Reason);
        Assert.Contains(plan.Events, note => note.Reason == Reasons.Created);
    }

    [Fact]
    public void What_moved_comes_first_and_names_what_was_expected_and_found()
    {
        string message = SnapshotPlanner.Plan(Resolved(Fresh) with { Retrieval = new RetrievalReport([Good, Moved], true) })
            .Status.Get(ConditionTypes.RetrievalInSync).Message;
        Assert.StartsWith("faq is at index version 2, and 1 is what this configuration was reviewed with. kb is at", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_told_is_not_told_again_and_the_end_of_it_is()
    {
        Plan<GenAIAppSnapshotStatus> before = SnapshotPlanner.Plan(Resolved(Fresh) with { Retrieval = new RetrievalReport([Moved], true) });
        GenAIAppSnapshot recorded = Fresh with { Status = before.Status };
        Assert.DoesNotContain(Told(new RetrievalReport([Moved], true)), note => note.Action == "VerifyRetrieval");
        Assert.DoesNotContain(Told(new RetrievalReport(null, true)), note => note.Action == "VerifyRetrieval");
        Assert.Contains(Told(new RetrievalReport([Moved with { Found = "3" }], true)), note => note.Reason == Reasons.RetrievalDrifted);
        Assert.Contains(Told(new RetrievalReport([Moved with { Found = "1" }], true)), note => note.Reason == Reasons.BackInSync);

        IReadOnlyList<EventNote> Told(RetrievalReport report) =>
            SnapshotPlanner.Plan(Resolved(recorded) with { Retrieval = report }).Events;
    }

    [Fact]
    public void A_process_that_has_not_looked_yet_leaves_what_is_on_record()
    {
        Plan<GenAIAppSnapshotStatus> before = SnapshotPlanner.Plan(Resolved(Fresh) with { Retrieval = new RetrievalReport([Moved], true) });
        Plan<GenAIAppSnapshotStatus> after = SnapshotPlanner.Plan(
            Resolved(Fresh with { Status = before.Status }) with { Retrieval = new RetrievalReport(null, true) });
        Assert.Equal(before.Status.Get(ConditionTypes.RetrievalInSync), after.Status.Get(ConditionTypes.RetrievalInSync));
    }
}
