using Keyframe.Testing.Processes;

namespace Keyframe.Testing.Building;

/// <summary>Commands of a build step, which write into the step's log.</summary>
internal static class LoggedCommand
{
    private const string Redirect = "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1";

    /// <summary>Runs it, appending all that it says to <paramref name="log"/> as it says it.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has the end of the log.</exception>
    public static async Task RunLoggedAsync(this Command command, string log, CancellationToken cancellationToken)
    {
        await File.AppendAllTextAsync(log, $"$ {command}\n", cancellationToken);
        Command logged = command with
        {
            Program = "/bin/sh",
            Arguments = ["-c", Redirect, "sh", log, command.Program, .. command.Arguments],
        };
        CommandResult result = await logged.RunAsync(cancellationToken);
        if (result.ExitCode != 0)
        {
            IEnumerable<string> tail = (await File.ReadAllLinesAsync(log, cancellationToken)).TakeLast(15);
            throw new InvalidOperationException(string.Join(
                Environment.NewLine, [$"`{command.Program}` ended with {result.ExitCode}. The end of its log:", .. tail]));
        }
    }
}
