namespace Keyframe.Operator.Hosting;

/// <summary>What the process returns.</summary>
internal static class ExitCode
{
    /// <summary>It was asked to stop, and stopped.</summary>
    public const int Stopped = 0;

    /// <summary>
    /// It ended by itself: leadership lost, caches never filled, an address taken, a defect. A restart may help.
    /// </summary>
    public const int Failed = 1;

    /// <summary>A setting is wrong. A restart does not help.</summary>
    public const int BadSettings = 2;
}
