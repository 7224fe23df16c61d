namespace Keyframe.Testing.Nodes;

/// <summary>
/// Says how a pod behaves. Asked when a pod is new or changed and again about every second, so that an answer may change; it must
/// not wait for anything but the API. An exception ends the simulator and comes out of its dispose.
/// </summary>
public delegate ValueTask<PodBehavior> PodDecision(PodContext pod, CancellationToken cancellationToken);
