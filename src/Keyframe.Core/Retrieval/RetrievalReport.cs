using Keyframe.Api.Conditions;
using Keyframe.Core.Conditions;
using Keyframe.Core.Planning;

namespace Keyframe.Core.Retrieval;

/// <summary>What is known of the indexes of one snapshot.</summary>
/// <param name="Findings">One for each that says how to verify it, by name; null while nothing is known yet.</param>
/// <param name="IsInUse">Whether a binding uses the snapshot.</param>
public sealed record RetrievalReport(IReadOnlyList<RetrievalFinding>? Findings, bool IsInUse)
{
    private const string Advice = " Put the index back, or make a snapshot of the new one; nothing is rolled back because of it.";

    /// <summary>Says it as a condition.</summary>
    /// <param name="conditions">The conditions.</param>
    /// <param name="recorded">The condition as it was on record; null where there was none.</param>
    internal void Tell(ConditionSet conditions, Condition? recorded)
    {
        (bool? holds, string reason, string message) = Judge(recorded);
        conditions.Set(ConditionTypes.RetrievalInSync, holds, reason, message);
    }

    /// <summary>What is new against what is on record; null where nothing is worth telling.</summary>
    /// <param name="recorded">The condition as it was on record; null where there was none.</param>
    internal EventNote? Since(Condition? recorded)
    {
        (bool? holds, string reason, string message) = Judge(recorded);
        if (holds == true && recorded?.Reason == Reasons.RetrievalDrifted)
        {
            return new EventNote(Reasons.BackInSync, "VerifyRetrieval", message);
        }

        // The rest of the message may change, such as why another index cannot be looked at. That is no news of these.
        string[] moved = holds == false && recorded?.Message != ConditionSet.Shorten(message)
            ? [.. Drifted.Select(finding => finding.Message).Where(told => !IsTold(recorded, told))]
            : [];
        return moved.Length > 0
            ? new EventNote(reason, "VerifyRetrieval", string.Join(" ", moved) + Advice, Warning: true)
            : null;
    }

    private IEnumerable<RetrievalFinding> Drifted => (Findings ?? []).Where(finding => finding.IsDrifted);

    private (bool? Holds, string Reason, string Message) Judge(Condition? recorded)
    {
        if (!IsInUse)
        {
            return (null, Reasons.NotInUse, "No binding uses this snapshot, so its indexes are not looked at.");
        }

        if (Findings is null)
        {
            // Another process knew; until this one has looked, that stands.
            return recorded is { Reason: not Reasons.NotInUse }
                ? (recorded.Status switch { ConditionStatus.True => true, ConditionStatus.False => false, _ => null }, recorded.Reason, recorded.Message)
                : (null, Reasons.Progressing, "The indexes have not been looked at yet.");
        }

        string said = string.Join(" ", Findings.OrderBy(Urgency).Select(finding => finding.Message));
        return Findings.Select(Urgency).DefaultIfEmpty(2).Min() switch
        {
            0 => (false, Reasons.RetrievalDrifted, said + Advice),
            1 => (null, Reasons.RetrievalUnknown, said),
            _ => (true, Reasons.Succeeded, said),
        };
    }

    /// <summary>What moved comes first, since a message is cut at its end.</summary>
    private static int Urgency(RetrievalFinding finding) => finding.IsDrifted ? 0 : finding.Found is null ? 1 : 2;

    private static bool IsTold(Condition? recorded, string sentence) => recorded?.Reason == Reasons.RetrievalDrifted
        && $". {recorded.Message}".Contains($". {sentence}", StringComparison.Ordinal);
}
