namespace Keyframe.Core.Pods;

/// <summary>A state of a container: waiting, terminated, or running, which says nothing here.</summary>
public sealed record ContainerState
{
    /// <summary>Why it waits.</summary>
    public Waiting? Waiting { get; init; }

    /// <summary>How it ended.</summary>
    public Termination? Terminated { get; init; }
}
