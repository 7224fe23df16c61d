namespace Keyframe.Core.Workloads;

/// <summary>Parameters of a rolling update.</summary>
public sealed record RollingUpdate
{
    /// <summary>StatefulSet: pods of a lower ordinal keep the template that they were made from. Default: 0, none does.</summary>
    public int? Partition { get; init; }
}
