using k8s;
using Keyframe.Runtime.Controllers;
using Keyframe.Runtime.Election;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Keyframe.Operator.Hosting;

/// <summary>Runs the operator as the process's one service. When it ends by itself, the process ends with an error.</summary>
internal sealed partial class OperatorService(
    KubernetesClientConfiguration configuration,
    KeyframeOptions options,
    IHostApplicationLifetime lifetime,
    ExitCode exitCode,
    ILoggerFactory loggers,
    ILogger<OperatorService> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string scope = options.Namespace is { } only ? $"namespace {only}" : "all namespaces";
        LogStarting(scope, configuration.Host, configuration.CurrentContext ?? "in-cluster");
        try
        {
            await using var keyframe = new KeyframeOperator(configuration, options, TimeProvider.System, loggers);
            await keyframe.RunAsync(stoppingToken);
            LogStopped();
        }
        catch (CacheSyncException unreachable)
        {
            LogUnreachable(unreachable.Message);
            exitCode.Value = 1;
            lifetime.StopApplication();
        }
        catch (LeadershipLostException lost)
        {
            LogLost(lost.Message);
            exitCode.Value = 1;
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Keyframe looks after {Scope} of {Server} (context {Context}); Ctrl-C stops it")]
    private partial void LogStarting(string scope, string server, string context);

    [LoggerMessage(2, LogLevel.Information, "Stopped cleanly")]
    private partial void LogStopped();

    [LoggerMessage(3, LogLevel.Critical,
        "{Problem} Check that the API server is reachable, that the CRDs are installed (kubectl apply --server-side -f crds/), "
        + "and that the account may list these kinds (config/rbac)")]
    private partial void LogUnreachable(string problem);

    [LoggerMessage(4, LogLevel.Critical, "{Reason} The process ends, to start again as a standby")]
    private partial void LogLost(string reason);
}
