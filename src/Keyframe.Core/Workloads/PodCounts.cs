namespace Keyframe.Core.Workloads;

/// <summary>How many pods a workload has, told alike for every kind (<see cref="Workload.Counts"/>).</summary>
/// <param name="Wanted">Pods that there should be.</param>
/// <param name="Existing">Pods that there are.</param>
/// <param name="Updated">Of these, the ones made from the current template.</param>
/// <param name="Ready">Pods that are ready, of whatever template.</param>
/// <param name="Available">
/// Pods that count as available, of whatever template: ready for minReadySeconds. For a StatefulSet the ready ones, since
/// <c>kubectl rollout status</c> goes by these and Kubernetes before 1.22 reports no others.
/// </param>
public readonly record struct PodCounts(int Wanted, int Existing, int Updated, int Ready, int Available);
