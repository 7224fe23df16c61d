using System.Diagnostics;

namespace Keyframe.Demo.Stories;

/// <summary>The operator as a normal process, its log in a file.</summary>
internal sealed class OperatorProcess : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly Task _pump;

    private OperatorProcess(Process process, StreamWriter log)
    {
        _process = process;
        _log = log;
        _pump = PumpAsync();
    }

    /// <summary>Starts it for one namespace.</summary>
    /// <param name="kubeconfig">The account it runs as.</param>
    /// <param name="namespace">The namespace it looks after.</param>
    /// <param name="logPath">Where its log goes.</param>
    public static OperatorProcess Start(string kubeconfig, string @namespace, string logPath)
    {
        string assembly = Path.Combine(AppContext.BaseDirectory, "keyframe-operator.dll");
        string[] arguments =
        [
            assembly, "--kubeconfig", kubeconfig, "--namespace", @namespace, "--log-format=text",
            // Nobody probes it here, and the ports may be taken.
            "--health-probe-bind-address=0", "--metrics-bind-address=0",
        ];
        ProcessStartInfo start = new("dotnet", arguments) { RedirectStandardError = true };
        Process process = Process.Start(start) ?? throw new StoryException($"{assembly} did not start.");
        return new OperatorProcess(process, new StreamWriter(logPath) { AutoFlush = true });
    }

    /// <summary>Fails if it has ended by itself.</summary>
    /// <exception cref="StoryException">It has ended.</exception>
    public void ThrowIfEnded()
    {
        if (_process.HasExited)
        {
            throw new StoryException($"The operator ended by itself with code {_process.ExitCode}.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // SIGTERM, as a kubelet would: the operator drains and ends.
            using Process kill = Process.Start("kill", $"-TERM {_process.Id}");
            using var limit = new CancellationTokenSource(Grace);
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _process.Kill(entireProcessTree: true);
        }

        await _pump;
        await _log.DisposeAsync();
        _process.Dispose();
    }

    private async Task PumpAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            await _log.WriteLineAsync(line);
        }
    }
}
