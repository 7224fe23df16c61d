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
    public void Other_words_about_another_index_are_no_news_of_the_one_that_moved()
    {
        GenAIAppSnapshot recorded = Recorded(new RetrievalReport([Moved, Lost], true));
        Assert.Empty(Notes(recorded, new RetrievalReport([Lost with { Problem = "a login page." }, Moved], true)));
        Assert.Empty(Notes(recorded, new RetrievalReport([Moved, Lost with { Found = "1" }], true)));
    }

    [Fact]
    public void Only_what_moved_since_is_told()
    {
        // The name of the one is the end of the name of the other.
        RetrievalFinding other = Moved with { Name = "new faq" };
        string note = Assert.Single(Notes(Recorded(new RetrievalReport([other], true)), new RetrievalReport([Moved, other], true))).Note;
        Assert.Equal(1, note.Split("is at index version").Length - 1);
        Assert.StartsWith("faq is at index version 2", note, StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_that_came_back_beside_one_that_did_not_is_no_news()
    {
        RetrievalFinding other = Moved with { Name = "kb" };
        Assert.Empty(Notes(Recorded(new RetrievalReport([Moved, other], true)), new RetrievalReport([Moved with { Found = "1" }, other], true)));
    }

    [Fact]
    public void A_message_that_was_cut_is_not_told_again()
    {
        RetrievalFinding[] many = [.. Enumerable.Range(0, 32).Select(index => Moved with { Name = $"index-{index}" })];
        Assert.Empty(Notes(Recorded(new RetrievalReport(many, true)), new RetrievalReport(many, true)));
    }

    [Fact]
    public void A_move_that_is_seen_again_after_nobody_could_look_is_told_again()
    {
        GenAIAppSnapshot recorded = Recorded(new RetrievalReport([Moved with { Found = null, Problem = "nobody answers." }], true));
        Assert.Equal(Reasons.RetrievalDrifted, Assert.Single(Notes(recorded, new RetrievalReport([Moved], true))).Reason);
    }

    [Fact]
    public void A_process_that_has_not_looked_yet_leaves_what_is_on_record()
    {
        Plan<GenAIAppSnapshotStatus> before = SnapshotPlanner.Plan(Resolved(Fresh) with { Retrieval = new RetrievalReport([Moved], true) });
        Plan<GenAIAppSnapshotStatus> after = SnapshotPlanner.Plan(
            Resolved(Fresh with { Status = before.Status }) with { Retrieval = new RetrievalReport(null, true) });
        Assert.Equal(before.Status.Get(ConditionTypes.RetrievalInSync), after.Status.Get(ConditionTypes.RetrievalInSync));
    }

    private static GenAIAppSnapshot Recorded(RetrievalReport report) =>
        Fresh with { Status = SnapshotPlanner.Plan(Resolved(Fresh) with { Retrieval = report }).Status };

    private static IReadOnlyList<EventNote> Notes(GenAIAppSnapshot recorded, RetrievalReport report) =>
        [.. SnapshotPlanner.Plan(Resolved(recorded) with { Retrieval = report }).Events.Where(note => note.Action == "VerifyRetrieval")];
}
