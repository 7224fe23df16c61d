using Keyframe.Api.Conditions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Canonical;
using Keyframe.Core.Changes;
using Keyframe.Core.Conditions;

namespace Keyframe.Core.Snapshots;

/// <summary>
/// A ConfigMap whose bytes nobody here can give: what was recorded is gone, and what would be rendered now is something else. That
/// is never written under the recorded digest; somebody has to decide.
/// </summary>
internal static class LossVerdict
{
    private const int MaxNamed = 2;

    /// <summary>What happened, why it cannot be put back, and what to do.</summary>
    /// <param name="observation">What was observed, of a snapshot with a digest on record.</param>
    /// <param name="document">What would be rendered now.</param>
    /// <param name="resolution">The prompts that it would be rendered of.</param>
    public static Verdict Of(SnapshotObservation observation, SnapshotDocument document, SnapshotResolution resolution)
    {
        GenAIAppSnapshotStatus recorded = observation.Snapshot.Status!;
        string happened = observation.Existing is { } other && Digest.TryParse(recorded.Digest, out Digest digest)
            ? $"ConfigMap {recorded.ConfigMapName} has been replaced by {other.Manager}, and it is not what was recorded "
                + $"({other.ProblemAs(digest)})"
            : $"ConfigMap {recorded.ConfigMapName} is gone";
        string[] moved = [.. Moved(recorded.Prompts ?? [], resolution.ToStatus())];
        string because = moved.Length == 0
            ? "the prompts have the digests that they had, but with their model configuration this version of Keyframe gives"
            : $"{WordList.Of(moved, MaxNamed)}, so that the prompts now give";
        string remedy = moved.Length == 0 ? "run the version of Keyframe that made it" : "restore the PromptVersions as they were";
        return Verdict.Stalled(
            Reasons.DigestMismatch,
            $"{happened}. It cannot be put back: {because} {document.Digest}, but {recorded.Digest} was recorded. "
            + $"Restore ConfigMap {recorded.ConfigMapName} from a backup, or {remedy}, or create a new GenAIAppSnapshot.");
    }

    private static IEnumerable<string> Moved(IReadOnlyList<ResolvedPrompt> before, IReadOnlyList<ResolvedPrompt> now) =>
        from prompt in now
        let was = before.FirstOrDefault(item => item.Name == prompt.Name)
        where was is not null && was != prompt
        select $"prompt {prompt.Name} was {Told(was)} and is {Told(prompt)}";

    private static string Told(ResolvedPrompt prompt) =>
        $"{prompt.Version} ({(Digest.TryParse(prompt.Digest, out Digest digest) ? digest.Short : prompt.Digest)})";
}
