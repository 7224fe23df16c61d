namespace Keyframe.Core.Pods;

/// <summary>The object that made a pod, and looks after it.</summary>
/// <param name="ApiVersion">Its API version.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name, in the pod's namespace.</param>
/// <param name="Uid">Its uid.</param>
public sealed record PodOwner(string ApiVersion, string Kind, string Name, string Uid);
