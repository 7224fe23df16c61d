using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Keyframe.Testing.Processes;

/// <summary>
/// A .NET program under test as a process of its own, with what it wrote. Disposing kills it where it still runs.
/// </summary>
public sealed class ChildProgram : IAsyncDisposable
{
    // As Linux numbers them.
    private const int Sigterm = 15;
    private const int Sigcont = 18;
    private const int Sigstop = 19;

    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();

    private ChildProgram(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    /// <summary>All lines so far, of standard output and standard error.</summary>
    public IReadOnlyCollection<string> Lines => lines;

    /// <summary>Fails, with what it wrote, if it has ended: a test that waits for what it does would wait for ever.</summary>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public void RequireRunning()
    {
        if (process.HasExited)
        {
            throw new InvalidOperationException(
                $"{process.StartInfo.ArgumentList[1]} ended with {process.ExitCode}:\n{string.Join('\n', lines)}");
        }
    }

    /// <summary>Starts a program that was built.</summary>
    /// <param name="assembly">Its assembly: a path, or the name alone where it was built beside this program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables on top of this process' own; null removes one.</param>
    public static ChildProgram Start(
        string assembly, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?> environment)
    {
        ProcessStartInfo start = new("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, assembly), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        ChildProgram child = new(new Process { StartInfo = start });
        child.process.Start();
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Sends SIGTERM, as a kubelet does, and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> StopAsync(CancellationToken cancellationToken)
    {
        Signal(Sigterm);
        return EndAsync(cancellationToken);
    }

    /// <summary>Stops it where it stands, as a machine does that is out of memory: not one of its threads runs on.</summary>
    public void Freeze() => Signal(Sigstop);

    /// <summary>Lets it run on.</summary>
    public void Thaw() => Signal(Sigcont);

    /// <summary>Waits until it ends, and until all it wrote was read.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int process, int signal);

    private void Signal(int signal)
    {
        if (!process.HasExited && Kill(process.Id, signal) != 0)
        {
            throw new InvalidOperationException($"Signal {signal} to {process.Id} failed: {Marshal.GetLastPInvokeError()}.");
        }
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
