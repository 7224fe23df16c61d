using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Conditions;
using Keyframe.Core.Planning;

namespace Keyframe.Core.Prompts;

/// <summary>How the source of a pinned prompt compares with the pin.</summary>
/// <param name="Reason">
/// <see cref="Reasons.Succeeded"/> where it gives the same, else what is different, one of <see cref="Reasons"/>.
/// </param>
/// <param name="Message">
/// The same in words, and what to do; cut to what a condition keeps, so that it equals what is on record.
/// </param>
public sealed record SourceFinding(string Reason, string Message)
{
    /// <summary>The same in words, and what to do.</summary>
    public string Message { get; init; } = ConditionSet.Shorten(Message);

    /// <summary>The source gives what is pinned.</summary>
    public static SourceFinding InSync { get; } = new(Reasons.Succeeded, "The source gives what is pinned.");

    /// <summary>Whether the source gives what is pinned.</summary>
    public bool IsInSync => Reason == Reasons.Succeeded;

    /// <summary>What a status has on record; null where nothing.</summary>
    /// <param name="status">The status.</param>
    public static SourceFinding? Recorded(PromptVersionStatus? status) =>
        status?.Conditions.FirstOrDefault(condition => condition.Type == ConditionTypes.SourceInSync) is { } condition
            ? new SourceFinding(condition.Reason, condition.Message)
            : null;

    /// <summary>What to tell about a finding that is new; null where it is not.</summary>
    /// <param name="before">What was on record; null where nothing.</param>
    public EventNote? Since(SourceFinding? before)
    {
        if (IsInSync)
        {
            return before is null or { IsInSync: true }
                ? null
                : new EventNote(Reasons.BackInSync, "VerifySource", $"The source gives what is pinned again; it was {before.Reason}");
        }

        // An alias is made to move and MLflow lets settings change: worth knowing, no alarm.
        bool isLawful = Reason is Reasons.AliasMoved or Reasons.SettingsChanged;
        return before?.Reason == Reason ? null : new EventNote(Reason, "VerifySource", Message, Warning: !isLawful);
    }
}
