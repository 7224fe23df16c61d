using Keyframe.Api;
using Keyframe.Api.Conditions;

namespace Keyframe.Core.Conditions;

/// <summary>How another object stands by its own report.</summary>
/// <param name="Standing">How it stands; in progress where its controller has not seen its current spec.</param>
/// <param name="Because">Why, in words: the reason and message of its Ready condition.</param>
internal sealed record StandingReport(Standing Standing, string Because)
{
    /// <summary>Reads the report of an object.</summary>
    /// <param name="status">Its status, or null before the first look.</param>
    /// <param name="generation">Its generation.</param>
    public static StandingReport Of(IStatus? status, long? generation)
    {
        if (status is null || status.ObservedGeneration != generation
            || status.Conditions.FirstOrDefault(condition => condition.Type == ConditionTypes.Ready) is not { } ready)
        {
            return new StandingReport(Standing.Progressing, "the operator has not looked at it yet.");
        }

        bool stalled = status.Conditions.Any(condition =>
            condition is { Type: ConditionTypes.Stalled, Status: ConditionStatus.True });
        Standing otherwise = stalled ? Standing.Stalled : Standing.Progressing;
        return new StandingReport(
            ready.Status == ConditionStatus.True ? Standing.Ready : otherwise, $"{ready.Reason}: {ready.Message}");
    }
}
