using Keyframe.Api.Conditions;
using Keyframe.Core.Conditions;
using Keyframe.Core.Tests.Builders;

namespace Keyframe.Core.Tests.Conditions;

public sealed class ConditionSetTests
{
    private static readonly DateTimeOffset Later = A.Moment.AddHours(1);

    [Theory]
    [InlineData(true, ConditionStatus.True)]
    [InlineData(false, ConditionStatus.False)]
    [InlineData(null, ConditionStatus.Unknown)]
    public void What_cannot_be_told_is_unknown(bool? holds, ConditionStatus expected)
    {
        var condition = Assert.Single(new ConditionSet([], 7, A.Moment).Set("Resolved", holds, "Because", "words").ToList());
        Assert.Equal(
            new Condition
            {
                Type = "Resolved",
                Status = expected,
                Reason = "Because",
                Message = "words",
                ObservedGeneration = 7,
                LastTransitionTime = A.Moment,
            },
            condition);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(null, true)]
    public void A_transition_time_moves_only_with_the_status(bool? becomes, bool moves)
    {
        IReadOnlyList<Condition> before = new ConditionSet([], 1, A.Moment).Set("Resolved", true, "Old", "old").ToList();
        Condition after = Assert.Single(new ConditionSet(before, 2, Later).Set("Resolved", becomes, "New", "new").ToList());
        Assert.Equal(moves ? Later : A.Moment, after.LastTransitionTime);
        Assert.Equal(("New", "new", 2L), (after.Reason, after.Message, after.ObservedGeneration));
    }

    [Fact]
    public void What_is_not_said_again_is_dropped()
    {
        IReadOnlyList<Condition> before = new ConditionSet([], 1, A.Moment)
            .Set(ConditionTypes.FieldConflict, true, "Because", "words").Set("Resolved", true, "Because", "words").ToList();
        IReadOnlyList<Condition> after = new ConditionSet(before, 1, Later).Set("Resolved", true, "Because", "words").ToList();
        Assert.Equal("Resolved", Assert.Single(after).Type);
    }

    [Theory]
    [InlineData(Standing.Ready, "Ready=True")]
    [InlineData(Standing.Progressing, "Ready=False,Reconciling=True")]
    [InlineData(Standing.Stalled, "Ready=False,Stalled=True")]
    public void A_verdict_shows_in_the_conditions_of_kstatus(Standing standing, string expected)
    {
        IReadOnlyList<Condition> before = new ConditionSet([], 1, A.Moment)
            .Judge(Verdict.Progressing("Old", "old")).Set(ConditionTypes.Stalled, true, "Old", "old").ToList();
        IReadOnlyList<Condition> after =
            new ConditionSet(before, 1, A.Moment).Judge(new Verdict(standing, "Because", "words")).ToList();
        Assert.Equal(expected, string.Join(",", after.Select(condition => $"{condition.Type}={condition.Status}")));
        Assert.All(after, condition => Assert.Equal(("Because", "words"), (condition.Reason, condition.Message)));
    }

    [Fact]
    public void The_order_is_that_of_interest_then_of_names()
    {
        string[] types = ["WorkloadFound", "Stalled", "FieldConflict", "Ready", "Materialized", "Reconciling"];
        var conditions = new ConditionSet([], 1, A.Moment);
        foreach (string type in types)
        {
            conditions.Set(type, true, "Because", "words");
        }

        Assert.Equal(
            ["Ready", "Reconciling", "Stalled", "FieldConflict", "Materialized", "WorkloadFound"],
            conditions.ToList().Select(condition => condition.Type));
    }

    [Fact]
    public void The_last_word_about_a_type_counts()
    {
        IReadOnlyList<Condition> conditions =
            new ConditionSet([], 1, A.Moment).Set("Resolved", true, "First", "first").Set("Resolved", false, "Second", "second").ToList();
        Assert.Equal("Second", Assert.Single(conditions).Reason);
    }

    [Theory]
    [InlineData(1024, 1024)]
    [InlineData(1025, 1024)]
    [InlineData(5000, 1024)]
    public void A_message_is_cut_where_it_gets_too_long(int length, int expected)
    {
        string message = MessageOf(new string('x', length));
        Assert.Equal(expected, message.Length);
        Assert.Equal(length > 1024, message.EndsWith('…'));
    }

    [Theory]
    [InlineData(1021)]
    [InlineData(1022)]
    [InlineData(1023)]
    public void A_message_is_never_cut_inside_a_character(int before)
    {
        string message = MessageOf(new string('x', before) + string.Concat(Enumerable.Repeat("😀", 10)));
        Assert.True(message.Length <= ConditionSet.MaxMessageLength);
        Assert.DoesNotContain(message.EnumerateRunes(), rune => rune.Value == 0xFFFD);
    }

    private static string MessageOf(string message) =>
        Assert.Single(new ConditionSet([], 1, A.Moment).Set("Resolved", true, "Because", message).ToList()).Message;
}
