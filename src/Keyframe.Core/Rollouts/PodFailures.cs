using System.Globalization;
using Keyframe.Api.Deployments;
using Keyframe.Core.Changes;
using Keyframe.Core.Pods;

namespace Keyframe.Core.Rollouts;

/// <summary>
/// Whether the pods of a revision show that it fails, and that this is new with it. Pods of the workload that another revision
/// made are the measure: what they suffer from as well is not the snapshot's fault.
/// </summary>
public static class PodFailures
{
    /// <summary>The reason of containers that are restarted too often, without being held back at the moment.</summary>
    public const string Restarting = "Restarting";

    private const string CrashLoop = "CrashLoopBackOff";

    /// <summary>The worst first: what ran and says why it ended tells the most.</summary>
    private static readonly string[] Ranking =
    [
        CrashLoop, "RunContainerError", "CreateContainerError", "CreateContainerConfigError",
        "InvalidImageName", "ErrImagePull", "ImagePullBackOff", Restarting,
    ];

    /// <summary>Judges the pods of a revision. Pure, and the same for any order of pods.</summary>
    /// <param name="pods">All pods of the workload. Those that are being deleted do not count.</param>
    /// <param name="digest">The digest of the revision's snapshot.</param>
    /// <param name="injection">The hash of all that the revision put into the template.</param>
    /// <param name="thresholds">How many restarts are too many.</param>
    /// <param name="now">The time.</param>
    /// <param name="template">The template of the workload that pods must be made from, as they name it. Default: any with that revision.</param>
    public static PodFinding Find(
        IReadOnlyList<Pod> pods,
        string digest,
        string injection,
        RolloutThresholds thresholds,
        DateTimeOffset now,
        string? template = null)
    {
        ILookup<bool, Pod> living = pods.Where(pod => !pod.IsDeleting)
            .ToLookup(pod => pod.Digest == digest && pod.Injection == injection && (template is null || pod.Revision == template));
        ILookup<string, PodContainer> others = living[false].SelectMany(pod => pod.Containers).ToLookup(container => container.Name);
        IEnumerable<Symptom> symptoms =
            from pod in living[true]
            from container in pod.Containers
            let reason = ReasonOf(pod, container, thresholds, now)
            where reason is not null
            orderby Array.IndexOf(Ranking, reason), pod.Metadata.Name, container.Name
            select new Symptom(reason, pod.Metadata.Name, container);
        FailureEvidence? evidence = null;
        var lapses = new List<DateTimeOffset>();
        foreach (Symptom symptom in symptoms)
        {
            if (others[symptom.Container.Name].FirstOrDefault(other => Excuses(other, symptom, thresholds, now)) is { } excuse)
            {
                lapses.AddRange(Lapse(excuse, thresholds));
            }
            else
            {
                evidence ??= ToEvidence(symptom, thresholds);
                lapses.AddRange(symptom.Reason == Restarting ? Lapse(symptom.Container, thresholds) : []);
            }
        }

        TimeSpan[] ahead = [.. lapses.Select(lapse => lapse - now).Where(left => left > TimeSpan.Zero)];
        return new PodFinding(evidence, ahead.Length > 0 ? ahead.Min() : null);
    }

    /// <summary>What keeps a container from running, whoever is to blame; null where nothing does.</summary>
    internal static string? ObstacleOf(PodContainer container) =>
        container.WaitingReason is { } reason && Ranking.Contains(reason) ? reason : null;

    /// <summary>What Kubernetes says about a container, in words.</summary>
    internal static string Describe(PodContainer container)
    {
        bool isBackoff = container.WaitingReason is null or CrashLoop; // whose message says for how long, and no more
        string? ended = container.LastTermination is { } last ? Describe(last) : null;
        string? waits = container.WaitingMessage is { Length: > 0 } message && (!isBackoff || ended is null)
            ? OneLine.Of(message, PodContainer.MaxMessageLength)
            : null;
        return string.Join("; ", new[] { waits, ended }.OfType<string>()) is { Length: > 0 } text ? text : "no message";
    }

    private static string Describe(Termination last)
    {
        string reason = last.Reason is { Length: > 0 } word ? $" ({word})" : "";
        string message = OneLine.Of(last.Message, PodContainer.MaxMessageLength) is { Length: > 0 } text ? $": {text}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"exit code {last.ExitCode}{reason}{message}");
    }

    private static string? ReasonOf(Pod pod, PodContainer container, RolloutThresholds thresholds, DateTimeOffset now) =>
        ObstacleOf(container) switch
        {
            { } reason when !IsImage(reason) || IsOurs(container) => reason,
            _ => IsRestarting(pod, container, thresholds, now) ? Restarting : null,
        };

    /// <summary>The user's image is not ours to judge; that of a container that Keyframe put in is.</summary>
    private static bool IsOurs(PodContainer container) => container.Name.StartsWith("keyframe", StringComparison.Ordinal);

    private static bool IsImage(string reason) => reason is "InvalidImageName" or "ErrImagePull" or "ImagePullBackOff";

    /// <summary>
    /// Whether the container has surely been restarted too often within one window, and ended in the last one. Kubernetes keeps the
    /// count and the last time: of a count over several windows, one of them has its share at least.
    /// </summary>
    private static bool IsRestarting(Pod pod, PodContainer container, RolloutThresholds thresholds, DateTimeOffset now)
    {
        if (!EndedLately(container, thresholds, now))
        {
            return false;
        }

        TimeSpan life = container.LastTermination!.FinishedAt!.Value - pod.CreatedAt;
        double windows = Math.Max(1, Math.Ceiling(life / thresholds.Window));
        return container.RestartCount > (thresholds.Restarts - 1) * windows;
    }

    private static bool EndedLately(PodContainer container, RolloutThresholds thresholds, DateTimeOffset now) =>
        container is { RestartCount: > 0, LastTermination.FinishedAt: { } ended } && now - ended < thresholds.Window;

    /// <summary>
    /// Whether a container of another revision shows the same failure. One that crashes runs between two crashes: it counts for a
    /// window after the last of them, where it may have crashed as often.
    /// </summary>
    private static bool Excuses(PodContainer other, Symptom symptom, RolloutThresholds thresholds, DateTimeOffset now) =>
        symptom.Reason is CrashLoop or Restarting
            ? other.WaitingReason == CrashLoop
                || (EndedLately(other, thresholds, now) && other.RestartCount >= symptom.Container.RestartCount)
            : ObstacleOf(other) is { } reason && (reason == symptom.Reason || (IsImage(reason) && IsImage(symptom.Reason)));

    private static IEnumerable<DateTimeOffset> Lapse(PodContainer container, RolloutThresholds thresholds) =>
        container.LastTermination?.FinishedAt is { } ended ? [ended + thresholds.Window] : [];

    private static FailureEvidence ToEvidence(Symptom symptom, RolloutThresholds thresholds) => new()
    {
        Reason = symptom.Reason,
        Pod = symptom.Pod,
        Container = symptom.Container.Name,
        Message = symptom.Reason == Restarting
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"restarted at least {thresholds.Restarts} times within {thresholds.Window.TotalMinutes:0.#} minutes; ")
                + Describe(symptom.Container)
            : Describe(symptom.Container),
    };

    private sealed record Symptom(string Reason, string Pod, PodContainer Container);
}
