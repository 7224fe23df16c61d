using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Keyframe.Testing.Processes;

/// <summary>A process id with its start time, so that a re-used id is not taken for the process it once named.</summary>
internal sealed record ProcessIdentity(int Pid, DateTimeOffset Started)
{
    // Linux gives start times relative to boot, and the boot time is itself an estimate.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    public bool IsAlive
    {
        get
        {
            try
            {
                using Process process = Process.GetProcessById(Pid);
                return (Of(process).Started - Started).Duration() < Tolerance;
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
            {
                return false;
            }
        }
    }

    public static ProcessIdentity Of(Process process) => new(process.Id, process.StartTime.ToUniversalTime());

    /// <summary>The identity written in <paramref name="path"/>, or null where none can be read.</summary>
    public static ProcessIdentity? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        string[] parts = File.ReadAllText(path).Split(' ', 2);
        return parts.Length == 2
            && int.TryParse(parts[0], CultureInfo.InvariantCulture, out int pid)
            && DateTimeOffset.TryParse(parts[1], CultureInfo.InvariantCulture, out DateTimeOffset started)
                ? new ProcessIdentity(pid, started)
                : null;
    }

    /// <summary>The command line of a running process, empty where it cannot be read.</summary>
    public static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Replace('\0', ' ');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    public void Write(string path) =>
        File.WriteAllText(path, string.Create(CultureInfo.InvariantCulture, $"{Pid} {Started:O}"));
}
