using System.Globalization;
using Keyframe.Core.Pods;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Rollouts;

/// <summary>
/// Finds the pod for which a StatefulSet waits in vain. Its controller looks at the pods in their order and goes on only when each is
/// ready, so that a pod that never gets ready is not replaced either, although the template has gone back to one that works
/// (kubernetes/kubernetes#67250, and "Forced rollback" in the documentation of StatefulSets).
/// </summary>
public static class BlockingPods
{
    /// <summary>Looks for the pod. Pure, and the same for any order of pods.</summary>
    /// <param name="workload">The workload, whose template is the one that its pods should have.</param>
    /// <param name="pods">All of its pods.</param>
    /// <param name="thresholds">How long a pod may take to get ready.</param>
    /// <param name="now">The time.</param>
    public static BlockingPodFinding Find(
        Workload workload, IReadOnlyList<Pod> pods, RolloutThresholds thresholds, DateTimeOffset now)
    {
        bool canBlock = workload is { IsOrdered: true, ReplacesOnDelete: false, IsObserved: true, Status.UpdateRevision: { Length: > 0 } };
        if (!canBlock || pods.Any(pod => pod.IsDeleting))
        {
            return new BlockingPodFinding(null, null);
        }

        Pod? awaited = pods.Where(pod => pod.ReadySince is null).MinBy(OrdinalOf);
        if (awaited is null || awaited.Revision == workload.Status.UpdateRevision || OrdinalOf(awaited) < workload.Partitioned)
        {
            return new BlockingPodFinding(null, null);
        }

        TimeSpan patience = awaited.CreatedAt + thresholds.Window - now;
        PodContainer? broken = awaited.Containers.FirstOrDefault(IsBroken);
        return broken is null && patience > TimeSpan.Zero
            ? new BlockingPodFinding(null, patience)
            : new BlockingPodFinding(ToBlocking(workload, awaited, broken), null);
    }

    private static bool IsBroken(PodContainer container) =>
        PodFailures.ObstacleOf(container) is not null || container is { IsReady: false, RestartCount: > 0 };

    private static BlockingPod ToBlocking(Workload workload, Pod pod, PodContainer? broken)
    {
        (string name, string @namespace) = (pod.Metadata.Name, pod.Metadata.NamespaceProperty);
        string why = broken is null
            ? "does not get ready"
            : $"does not get ready (container {broken.Name}: {broken.WaitingReason ?? PodFailures.Restarting}, {PodFailures.Describe(broken)})";
        return new BlockingPod(
            name,
            @namespace,
            pod.Metadata.Uid,
            $"Pod {name} was made from a template that is no longer in force and {why}. StatefulSet {workload.Metadata.Name} replaces its "
            + $"pods in order and waits for it. Delete it, and it is made anew: kubectl delete pod {name} -n {@namespace}");
    }

    /// <summary>A StatefulSet's pods are named after it, with their ordinal at the end.</summary>
    private static int OrdinalOf(Pod pod) => int.TryParse(
        pod.Metadata.Name.AsSpan(pod.Metadata.Name.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int ordinal)
        ? ordinal
        : int.MaxValue;
}
