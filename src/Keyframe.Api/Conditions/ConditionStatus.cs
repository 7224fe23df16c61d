namespace Keyframe.Api.Conditions;

/// <summary>Whether a condition holds.</summary>
public enum ConditionStatus
{
    /// <summary>It cannot be told yet.</summary>
    Unknown,

    /// <summary>It holds.</summary>
    True,

    /// <summary>It does not hold.</summary>
    False,
}
