namespace Keyframe.Testing.Processes;

/// <summary>A command ended with an exit code other than 0; the message carries what it said.</summary>
public sealed class CommandFailedException(CommandResult result)
    : Exception($"`{result.Command}` ended with {result.ExitCode}:{Environment.NewLine}{result.Error}{result.Output}")
{
    /// <summary>The command's exit code and output.</summary>
    public CommandResult Result { get; } = result;
}
