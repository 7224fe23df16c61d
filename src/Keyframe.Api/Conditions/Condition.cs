using Keyframe.Api.Schema;

namespace Keyframe.Api.Conditions;

/// <summary>One observation about an object, in the shape of <c>metav1.Condition</c>.</summary>
public sealed record Condition
{
    /// <summary>What is observed, such as <c>Ready</c>.</summary>
    [Required]
    [Bounds(1, 316)]
    public string Type { get => field ?? ""; init; }

    /// <summary>Whether it holds: True, False or Unknown.</summary>
    [Required]
    public ConditionStatus Status { get; init; }

    /// <summary>The generation of the spec that was judged.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>When the status last changed.</summary>
    [Required]
    public DateTimeOffset LastTransitionTime { get; init; }

    /// <summary>Why, as a stable identifier from the documented list of reasons.</summary>
    [Required]
    [Bounds(1, 1024)]
    [Pattern("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$")]
    public string Reason { get => field ?? ""; init; }

    /// <summary>Why, in words, and what to do next.</summary>
    [Required]
    [Bounds(0, 32768)]
    public string Message { get => field ?? ""; init; }
}
