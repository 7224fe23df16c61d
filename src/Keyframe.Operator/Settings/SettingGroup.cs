namespace Keyframe.Operator.Settings;

/// <summary>The parts of the help and of the reference, in their order.</summary>
internal enum SettingGroup
{
    /// <summary>Which API server, as whom, and what of it.</summary>
    Cluster,

    /// <summary>Which of several replicas works.</summary>
    LeaderElection,

    /// <summary>How the controllers work.</summary>
    Controllers,

    /// <summary>How fast rollouts begin, and when they count as failed.</summary>
    Rollouts,

    /// <summary>Which prompt registries may be reached.</summary>
    Registries,

    /// <summary>What the process tells about itself.</summary>
    Observability,
}
