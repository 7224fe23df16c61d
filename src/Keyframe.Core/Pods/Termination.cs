namespace Keyframe.Core.Pods;

/// <summary>How a container ended.</summary>
public sealed record Termination
{
    /// <summary>Its exit code.</summary>
    public int ExitCode { get; init; }

    /// <summary>Why, in one word: Error, OOMKilled, Completed.</summary>
    public string? Reason { get; init; }

    /// <summary>What it left as its termination message; of a long one the end.</summary>
    public string? Message { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? FinishedAt { get; init; }
}
