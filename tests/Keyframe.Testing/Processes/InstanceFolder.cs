using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Keyframe.Testing.Processes;

/// <summary>
/// The temporary folder of one control plane: data, keys, logs, process ids. A small guard process waits on a pipe from
/// this one; when the pipe closes, for whatever reason, it kills the servers and removes the folder, so that a test run
/// that was killed leaves nothing behind. <see cref="Sweep()"/> does the same later where even the guard was killed.
/// </summary>
internal sealed class InstanceFolder : IAsyncDisposable
{
    // A pid is only killed while its command line still names the folder: ids are re-used. In the middle of an exec the
    // command line is empty for a moment.
    private const string GuardScript = """
        dir=$1
        trap '' INT TERM HUP
        pids=
        while read -r pid; do pids="$pids $pid"; done
        for pid in $pids; do
          for attempt in 1 2 3 4 5; do
            line=$({ tr '\0' ' ' < "/proc/$pid/cmdline" || ps -o args= -p "$pid"; } 2>/dev/null)
            if [ -n "$line" ] || ! kill -0 "$pid" 2>/dev/null; then break; fi
            sleep 0.1
          done
          case $line in *"$dir"*) kill -9 "$pid" 2>/dev/null ;; esac
        done
        rm -rf -- "$dir" || { sleep 1; rm -rf -- "$dir"; }
        """;

    private readonly Process? guard;

    private InstanceFolder(string path, Process? guard)
    {
        Path = path;
        this.guard = guard;
    }

    public string Path { get; }

    private static string Root => System.IO.Path.Combine(
        System.IO.Path.GetTempPath(), "keyframe-control-planes-" + Environment.UserName);

    /// <summary>Makes a fresh folder, readable by this user only, with its guard running.</summary>
    public static InstanceFolder Create() => Create(Root);

    internal static InstanceFolder Create(string root)
    {
        Directory.CreateDirectory(root);
        string name = $"{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        string path = System.IO.Path.Combine(root, name);
        // Hidden until it says who owns it, so that a sweep of another process never sees it without an owner.
        string hidden = System.IO.Path.Combine(root, "." + name);
        Directory.CreateDirectory(hidden);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(hidden, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        using Process self = Process.GetCurrentProcess();
        ProcessIdentity.Of(self).Write(System.IO.Path.Combine(hidden, "owner"));
        Directory.Move(hidden, path);
        return new InstanceFolder(path, OperatingSystem.IsWindows() ? null : StartGuard(path));
    }

    /// <summary>Removes what control planes of ended processes left behind, and kills their servers.</summary>
    public static void Sweep() => Sweep(Root);

    internal static void Sweep(string root)
    {
        if (!Directory.Exists(root))
        {
            return;
        }

        foreach (string folder in Directory.EnumerateDirectories(root))
        {
            if (ProcessIdentity.Read(System.IO.Path.Combine(folder, "owner")) is { IsAlive: false })
            {
                KillRemaining(folder);
                TryDelete(folder);
            }
        }
    }

    /// <summary>Puts a server under the guard.</summary>
    public void Guard(string name, int pid)
    {
        string text = pid.ToString(CultureInfo.InvariantCulture);
        File.WriteAllText(System.IO.Path.Combine(Path, name + ".pid"), text);
        guard?.StandardInput.WriteLine(text);
        guard?.StandardInput.Flush();
    }

    /// <summary>Closes the pipe, which makes the guard kill what still runs and remove the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (guard is null)
        {
            TryDelete(Path);
            return;
        }

        guard.StandardInput.Close();
        await guard.WaitForExitAsync();
        guard.Dispose();
    }

    private static Process StartGuard(string path)
    {
        string[] command = ServerProcess.DetachedFromTerminal(["/bin/sh", "-c", GuardScript, "keyframe-guard", path]);
        return Process.Start(
            new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, WorkingDirectory = "/" })
            ?? throw new InvalidOperationException("The guard of the control plane did not start.");
    }

    private static void KillRemaining(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*.pid"))
        {
            if (!int.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out int pid)
                || !ProcessIdentity.CommandLine(pid).Contains(folder, StringComparison.Ordinal))
            {
                continue;
            }

            try
            {
                using Process process = Process.GetProcessById(pid);
                process.Kill();
                process.WaitForExit(TimeSpan.FromSeconds(5));
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
            {
                // It ended by itself meanwhile.
            }
        }
    }

    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Another sweep is at it, or a dying server still writes: the next sweep removes the rest.
        }
    }
}
