namespace Keyframe.Core.Workloads;

/// <summary>An environment variable.</summary>
public sealed record EnvironmentVariable
{
    /// <summary>The name.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>The value; null where it comes from elsewhere.</summary>
    public string? Value { get; init; }
}
