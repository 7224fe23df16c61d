using Keyframe.Api;
using Keyframe.Api.Conditions;

namespace Keyframe.Core.Planning;

/// <summary>Tells of objects that have come to a standstill, once for each reason.</summary>
public static class StallNote
{
    /// <summary>The note for a status that is stalled and was not before, or was for another reason; otherwise null.</summary>
    /// <param name="before">The status as it was recorded, if any.</param>
    /// <param name="after">The status as it is now.</param>
    public static EventNote? Between(IStatus? before, IStatus after) =>
        Stalled(after) is { } now && Stalled(before)?.Reason != now.Reason
            ? new EventNote(now.Reason, "Stall", now.Message, Warning: true)
            : null;

    private static Condition? Stalled(IStatus? status) => status?.Conditions.FirstOrDefault(condition =>
        condition is { Type: ConditionTypes.Stalled, Status: ConditionStatus.True });
}
