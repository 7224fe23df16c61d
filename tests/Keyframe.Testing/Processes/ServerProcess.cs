using System.Diagnostics;

namespace Keyframe.Testing.Processes;

/// <summary>
/// A long-running server of a control plane: its output goes to a log file, and it dies with its folder's guard.
/// </summary>
internal sealed class ServerProcess : IDisposable
{
    private const string Redirect = "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null";
    private readonly Process process;

    private ServerProcess(string name, string logPath, Process process)
    {
        Name = name;
        LogPath = logPath;
        this.process = process;
    }

    public string Name { get; }

    public string LogPath { get; }

    public bool HasExited => process.HasExited;

    public int ExitCode => process.ExitCode;

    /// <summary>Starts <paramref name="program"/> under the guard of <paramref name="folder"/>.</summary>
    public static ServerProcess Start(
        InstanceFolder folder, string name, string log, string program, IReadOnlyList<string> arguments)
    {
        // The shell opens the log and is replaced by the program: no pump thread here, and the pid is the program's.
        string[] shell = ["/bin/sh", "-c", Redirect, "sh", log, program, .. arguments];
        string[] command = DetachedFromTerminal(shell);
        ProcessStartInfo start = new(command[0], command[1..]) { WorkingDirectory = folder.Path };
        Process process = Process.Start(start)
            ?? throw new InvalidOperationException($"{program} did not start.");
        folder.Guard(name, process.Id);
        return new ServerProcess(name, log, process);
    }

    /// <summary>A session of its own keeps Ctrl-C in a terminal from reaching it before our own cleanup has used it.</summary>
    public static string[] DetachedFromTerminal(string[] command) =>
        Command.Find("setsid") is { } setsid ? [setsid, .. command] : command;

    /// <summary>The last lines of the log, for error messages.</summary>
    public string LogTail(int lines)
    {
        if (!File.Exists(LogPath))
        {
            return "(no log)";
        }

        using StreamReader reader = new(new FileStream(LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        Queue<string> tail = new();
        while (reader.ReadLine() is { } line)
        {
            tail.Enqueue(line);
            if (tail.Count > lines)
            {
                tail.Dequeue();
            }
        }

        return string.Join(System.Environment.NewLine, tail);
    }

    /// <summary>Kills it without grace: a draining API server would hold its port, and nothing here outlives the test.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        await process.WaitForExitAsync(cancellationToken);
    }

    public void Dispose() => process.Dispose();
}
