using Keyframe.Api;
using Keyframe.Api.Conditions;
using Keyframe.Core.Planning;

namespace Keyframe.Core.Tests.Builders;

/// <summary>Reads a status as a person or kstatus would, and a plan for what it does.</summary>
internal static class Judged
{
    public static Condition? Find(this IStatus status, string type) =>
        status.Conditions.SingleOrDefault(condition => condition.Type == type);

    public static Condition Get(this IStatus status, string type)
    {
        Condition? found = status.Find(type);
        Assert.True(found is not null, $"there is no condition {type}");
        return found;
    }

    public static void IsReady(this IStatus status, string reason) => status.Stands(ConditionStatus.True, reason, null);

    public static void IsProgressing(this IStatus status, string reason) =>
        status.Stands(ConditionStatus.False, reason, ConditionTypes.Reconciling);

    public static void IsStalled(this IStatus status, string reason) =>
        status.Stands(ConditionStatus.False, reason, ConditionTypes.Stalled);

    public static void Says(this IStatus status, string words) =>
        Assert.Contains(words, status.Get(ConditionTypes.Ready).Message, StringComparison.Ordinal);

    public static void WritesNothing<TStatus>(this Plan<TStatus> plan)
        where TStatus : class, IStatus
    {
        Assert.Null(plan.Template);
        Assert.Null(plan.WriteAhead);
        Assert.Empty(plan.ConfigMaps);
        Assert.Empty(plan.Events);
    }

    private static void Stands(this IStatus status, ConditionStatus ready, string reason, string? abnormal)
    {
        Condition judged = status.Get(ConditionTypes.Ready);
        Assert.Equal((ready, reason), (judged.Status, judged.Reason));
        foreach (string type in (string[])[ConditionTypes.Reconciling, ConditionTypes.Stalled])
        {
            Assert.Equal(type == abnormal ? (ConditionStatus.True, reason) : null, status.Find(type) is { } found
                ? (found.Status, found.Reason)
                : ((ConditionStatus, string)?)null);
        }
    }
}
