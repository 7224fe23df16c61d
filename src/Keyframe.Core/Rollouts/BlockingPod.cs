namespace Keyframe.Core.Rollouts;

/// <summary>A broken pod that keeps its StatefulSet from going on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">Where.</param>
/// <param name="Uid">Its uid: whoever deletes it must not hit the one that comes after it.</param>
/// <param name="Message">What it does, and the command that helps.</param>
public sealed record BlockingPod(string Name, string Namespace, string Uid, string Message);
