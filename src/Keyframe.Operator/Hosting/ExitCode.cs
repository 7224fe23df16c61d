namespace Keyframe.Operator.Hosting;

/// <summary>What the process returns when the host has stopped.</summary>
internal sealed class ExitCode
{
    /// <summary>The code. Default: 0.</summary>
    public int Value { get; set; }
}
