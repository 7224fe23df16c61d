using System.Diagnostics;
using Keyframe.Benchmarks.Worlds;

namespace Keyframe.Benchmarks.Processes;

/// <summary>
/// An operator, or its floor, as a process of its own: for what depends on a process, its memory, its time and its start.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int QuietTicks = 4;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private ChildProcess(string assembly, IEnumerable<string> arguments, string input = "")
    {
        string path = Path.Combine(AppContext.BaseDirectory, assembly);
        var start = new ProcessStartInfo("dotnet", [path, .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Started = Stopwatch.GetTimestamp();
        _process = Process.Start(start) ?? throw new BenchmarkException($"{path} did not start.");
        _process.StandardInput.Write(input);
        _process.StandardInput.Close();
        _output = _process.StandardOutput.ReadToEndAsync();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Timestamp of the stopwatch before it was started.</summary>
    public long Started { get; }

    /// <summary>Resident memory, in MB of 1,000,000 bytes.</summary>
    public double ResidentMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1e6;
        }
    }

    /// <summary>Processor time so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The operator as people run it, for one namespace.</summary>
    public static ChildProcess StartOperator(string kubeconfig, string @namespace) =>
        new("keyframe-operator.dll",
        [
            "--kubeconfig", kubeconfig, "--namespace", @namespace,
            "--health-probe-bind-address=127.0.0.1:0", "--metrics-bind-address=127.0.0.1:0",
        ]);

    /// <summary>This program as a bare one: see <see cref="BareProgram"/>.</summary>
    public static ChildProcess StartBare(BareConnection connection, params string[] arguments) =>
        new("keyframe-bench.dll", [BareProgram.Command, .. arguments], connection.ToString());

    /// <summary>Waits until it has used no processor time worth mentioning for two seconds.</summary>
    /// <exception cref="BenchmarkException">It ended, or never came to rest.</exception>
    public async Task IdleAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        TimeSpan known = Cpu;
        for (int quiet = 0; quiet < QuietTicks;)
        {
            await Task.Delay(Tick, cancellationToken);
            await ThrowIfEndedAsync();
            TimeSpan now = Cpu;
            quiet = now - known <= TimeSpan.FromMilliseconds(20) ? quiet + 1 : 0;
            known = now;
            if (watch.Elapsed > Patience)
            {
                throw new BenchmarkException($"{_process.StartInfo.ArgumentList[0]} did not come to rest within {Patience}.");
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        await Task.WhenAll(_output, _errors);
        _process.Dispose();
    }

    /// <exception cref="BenchmarkException">It has ended by itself; the message has the end of what it said.</exception>
    private async Task ThrowIfEndedAsync()
    {
        if (_process.HasExited)
        {
            string said = await _errors;
            throw new BenchmarkException(
                $"{_process.StartInfo.ArgumentList[0]} ended by itself with {_process.ExitCode}: "
                + said[Math.Max(0, said.Length - 500)..]);
        }
    }
}
