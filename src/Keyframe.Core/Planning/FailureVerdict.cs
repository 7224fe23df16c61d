using Keyframe.Api.Conditions;
using Keyframe.Core.Conditions;

namespace Keyframe.Core.Planning;

/// <summary>How an object stands after a write for it was refused.</summary>
internal static class FailureVerdict
{
    public static Verdict Of(WriteFailure failure) =>
        failure.Conflicts.Count == 0
            ? Verdict.Progressing(Reasons.Progressing, $"The API server refused a write, which will be tried again: {failure.Message}")
            : Verdict.Stalled(
                Reasons.FieldConflict,
                "Fields that Keyframe needs are held by others, and nothing was forced: "
                + string.Join("; ", failure.Conflicts.Select(field => $"{field.Path} by {field.Manager}"))
                + ". Remove them from that manager's manifest; a mount can also move by spec.injection.mountPath.");
}
