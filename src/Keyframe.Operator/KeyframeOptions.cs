namespace Keyframe.Operator;

/// <summary>Settings of an operator.</summary>
public sealed record KeyframeOptions
{
    /// <summary>
    /// The one namespace to look after, for installations with a Role instead of a ClusterRole. Default null: all namespaces.
    /// </summary>
    public string? Namespace { get; init; }
}
