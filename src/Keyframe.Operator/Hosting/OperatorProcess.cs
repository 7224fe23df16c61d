using k8s;
using Keyframe.Operator.Endpoints;
using Keyframe.Operator.Logging;
using Keyframe.Operator.Settings;
using Keyframe.Operator.Telemetry;
using Keyframe.Runtime.Controllers;
using Keyframe.Runtime.Election;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Keyframe.Operator.Hosting;

/// <summary>
/// The operator as a process: telemetry, endpoints, operator, in this order; on SIGTERM or Ctrl-C the operator drains while its
/// endpoints still answer, then they close, then telemetry is flushed.
/// </summary>
/// <param name="result">Valid settings, with their warnings.</param>
/// <param name="cluster">The API server.</param>
/// <param name="here">Where the process runs.</param>
internal sealed partial class OperatorProcess(SettingsResult result, KubernetesClientConfiguration cluster, Surroundings here)
{
    /// <summary>What telemetry may take to send its rest: an endpoint that is down cannot hold the process up for longer.</summary>
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(2);

    private readonly OperatorSettings _settings = result.Settings!;

    /// <summary>Runs to the end.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddStderr(_settings);
        builder.AddTelemetry(_settings, here);
        IHost host = builder.Build();
        ILogger logger = host.Services.GetRequiredService<ILogger<OperatorProcess>>();
        using var process = new ProcessMetrics();
        await host.StartAsync();
        string scope = _settings.Options.Namespace is { } only ? $"namespace {only}" : "all namespaces";
        LogStarting(logger, TelemetrySetup.Version, scope, cluster.Host, cluster.CurrentContext ?? "in-cluster");
        foreach (string warning in result.Warnings)
        {
            LogWarning(logger, warning);
        }

        int code = await RunAsync(host.Services, logger);
        await Task.Run(() => StopAsync(host)).WaitAsync(FlushLimit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return code;
    }

    private async Task<int> RunAsync(IServiceProvider services, ILogger logger)
    {
        CancellationToken stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        try
        {
            await using var keyframe = new KeyframeOperator(
                cluster, _settings.Options, TimeProvider.System, services.GetRequiredService<ILoggerFactory>());
            Task? running = null;
            await using OperatorEndpoints endpoints = await OperatorEndpoints.StartAsync(
                _settings,
                ProbeChecks.Live(() => running is { IsCompleted: true }, () => keyframe.IsHealthy),
                ProbeChecks.Ready(() => keyframe.UnsyncedCaches, () => stopping.IsCancellationRequested),
                services,
                stopping);
            running = keyframe.RunAsync(stopping);
            await running;
            return Ended(logger, stopping.IsCancellationRequested);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return Ended(logger, asked: true);   // while it was starting
        }
        catch (Exception reason)
        {
            return Failed(logger, reason);
        }
    }

    private static int Ended(ILogger logger, bool asked)
    {
        if (asked)
        {
            LogStopped(logger);
            return ExitCode.Stopped;
        }

        LogEnded(logger);
        return ExitCode.Failed;
    }

    private static int Failed(ILogger logger, Exception reason)
    {
        switch (reason)
        {
            case CacheSyncException:
                LogUnreachable(logger, reason.Message);
                break;
            case EndpointException:
            case LeadershipLostException:
                LogEnding(logger, reason.Message);
                break;
            default:
                LogCrash(logger, reason);
                break;
        }

        return ExitCode.Failed;
    }

    private static async Task StopAsync(IHost host)
    {
        await host.StopAsync();
        host.Dispose();
    }

    [LoggerMessage(1, LogLevel.Information, "Keyframe {Version} looks after {Scope} of {Server} (context {Context})")]
    private static partial void LogStarting(ILogger logger, string version, string scope, string server, string context);

    [LoggerMessage(2, LogLevel.Information, "Stopped cleanly")]
    private static partial void LogStopped(ILogger logger);

    [LoggerMessage(3, LogLevel.Critical,
        "{Problem} Check that the API server is reachable, that the CRDs are installed (kubectl apply --server-side -f crds/), "
        + "and that the account may list these kinds (config/rbac)")]
    private static partial void LogUnreachable(ILogger logger, string problem);

    [LoggerMessage(4, LogLevel.Warning, "{Warning}")]
    private static partial void LogWarning(ILogger logger, string warning);

    [LoggerMessage(5, LogLevel.Critical, "{Problem}")]
    private static partial void LogEnding(ILogger logger, string problem);

    [LoggerMessage(6, LogLevel.Critical, "The controllers ended although nobody asked them to")]
    private static partial void LogEnded(ILogger logger);

    [LoggerMessage(7, LogLevel.Critical, "The operator failed")]
    private static partial void LogCrash(ILogger logger, Exception exception);
}
