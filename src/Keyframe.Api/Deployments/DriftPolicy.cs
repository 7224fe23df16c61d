namespace Keyframe.Api.Deployments;

/// <summary>What happens to hand edits of the fields that Keyframe put into a workload's pod template.</summary>
public enum DriftPolicy
{
    /// <summary>They are put back, and an event names who changed them.</summary>
    Revert,

    /// <summary>They are left and reported until somebody decides.</summary>
    Report,
}
