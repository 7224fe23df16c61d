namespace Keyframe.Core.Pods;

/// <summary>The part of a container's status that is read.</summary>
public sealed record ContainerStatus
{
    /// <summary>The container's name.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Whether it is ready.</summary>
    public bool Ready { get; init; }

    /// <summary>How often it was started again.</summary>
    public int RestartCount { get; init; }

    /// <summary>Its state.</summary>
    public ContainerState? State { get; init; }

    /// <summary>Its state before that.</summary>
    public ContainerState? LastState { get; init; }
}
