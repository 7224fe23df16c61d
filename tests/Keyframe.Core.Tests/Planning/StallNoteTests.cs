using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Core.Planning;

namespace Keyframe.Core.Tests.Planning;

public sealed class StallNoteTests
{
    [Theory]
    [InlineData(null, "TooLarge", true)]
    [InlineData("DigestMismatch", "TooLarge", true)]
    [InlineData("TooLarge", "TooLarge", false)]
    [InlineData("TooLarge", null, false)]
    [InlineData(null, null, false)]
    public void A_standstill_is_told_once_for_each_reason(string? before, string? after, bool told)
    {
        EventNote? note = StallNote.Between(Status(before), Status(after));
        Assert.Equal(told ? new EventNote(after!, "Stall", "because", Warning: true) : null, note);
    }

    [Fact]
    public void An_object_without_a_status_was_not_stalled() => Assert.NotNull(StallNote.Between(null, Status("TooLarge")));

    [Fact]
    public void A_condition_that_does_not_hold_is_no_standstill() =>
        Assert.Null(StallNote.Between(null, Status("TooLarge", ConditionStatus.False)));

    private static GenAIDeploymentStatus Status(string? reason, ConditionStatus holds = ConditionStatus.True) => new()
    {
        Conditions = reason is null
            ? [new Condition { Type = ConditionTypes.Ready, Status = ConditionStatus.True, Reason = "RolledOut" }]
            : [new Condition { Type = ConditionTypes.Stalled, Status = holds, Reason = reason, Message = "because" }],
    };
}
