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
        return (holds, recorded?.Reason) switch
        {
            (false, _) when recorded?.Message != message => new EventNote(reason, "VerifyRetrieval", message, Warning: true),
            (true, Reasons.RetrievalDrifted) => new EventNote(Reasons.BackInSync, "VerifyRetrieval", message),
            _ => null,
        };
    }

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

        RetrievalFinding[] drifted = [.. Findings.Where(finding => finding.IsDrifted)];
        RetrievalFinding[] unknown = [.. Findings.Where(finding => finding.Found is null)];
        string said = string.Join(" ", Findings.OrderBy(finding => finding.Reason == Reasons.Succeeded).Select(finding => finding.Message));
        return (drifted.Length, unknown.Length) switch
        {
            (> 0, _) => (false, Reasons.RetrievalDrifted, said + Advice),
            (_, > 0) => (null, Reasons.RetrievalUnknown, said),
            _ => (true, Reasons.Succeeded, said),
        };
    }
}
