namespace Keyframe.Testing.Processes;

/// <summary>What a finished command left behind.</summary>
/// <param name="Command">The command line, for messages.</param>
/// <param name="ExitCode">Its exit code; 0 is success.</param>
/// <param name="Output">Everything it wrote to standard output.</param>
/// <param name="Error">Everything it wrote to standard error.</param>
public sealed record CommandResult(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>Returns this result, or throws when the command failed.</summary>
    /// <exception cref="CommandFailedException">The exit code was not 0.</exception>
    public CommandResult EnsureSuccess() => ExitCode == 0 ? this : throw new CommandFailedException(this);
}
