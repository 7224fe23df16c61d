using Keyframe.Api.Conditions;

namespace Keyframe.Api;

/// <summary>What every status of Keyframe has.</summary>
public interface IStatus
{
    /// <summary>
    /// The generation of the spec that the rest of the status speaks of; -1 before the first look, so that a fresh object
    /// never looks ready to kstatus.
    /// </summary>
    long ObservedGeneration { get; }

    /// <summary>The observations, one for each type.</summary>
    IReadOnlyList<Condition> Conditions { get; }
}
