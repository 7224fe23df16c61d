namespace Keyframe.Core.Pods;

/// <summary>Why a container waits.</summary>
public sealed record Waiting
{
    /// <summary>In one word.</summary>
    public string? Reason { get; init; }

    /// <summary>In words.</summary>
    public string? Message { get; init; }
}
