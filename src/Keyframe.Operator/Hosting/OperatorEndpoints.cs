using Keyframe.Operator.Endpoints;
using Keyframe.Operator.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;

namespace Keyframe.Operator.Hosting;

/// <summary>The two addresses of the process: health for the kubelet, metrics for Prometheus. Equal addresses are one that serves both.</summary>
internal sealed partial class OperatorEndpoints : IAsyncDisposable
{
    private readonly List<HttpEndpoint> _open = [];

    private OperatorEndpoints()
    {
    }

    /// <summary>The port of health; null where it is off.</summary>
    public int? HealthPort { get; private set; }

    /// <summary>The port of metrics; null where it is off.</summary>
    public int? MetricsPort { get; private set; }

    /// <summary>Opens them.</summary>
    /// <param name="settings">The addresses.</param>
    /// <param name="live">What <c>/healthz</c> asks.</param>
    /// <param name="ready">What <c>/readyz</c> asks.</param>
    /// <param name="services">Where logging and metrics are.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="EndpointException">An address cannot be had.</exception>
    public static async Task<OperatorEndpoints> StartAsync(
        OperatorSettings settings,
        IReadOnlyList<HealthCheck> live,
        IReadOnlyList<HealthCheck> ready,
        IServiceProvider services,
        CancellationToken cancellationToken)
    {
        List<Func<HttpContext, Task<bool>>> health = [new HealthPage("healthz", live).TryAnswerAsync, new HealthPage("readyz", ready).TryAnswerAsync];
        List<Func<HttpContext, Task<bool>>> metrics =
            services.GetService<MeterProvider>() is { } meters ? [new MetricsPage(meters, services).TryAnswerAsync] : [];
        var endpoints = new OperatorEndpoints();
        try
        {
            bool together = settings.HealthAddress is { Port: > 0 } && settings.HealthAddress == settings.MetricsAddress;
            endpoints.HealthPort = await endpoints.OpenAsync(
                SettingsTable.HealthAddress, settings.HealthAddress, together ? [.. health, .. metrics] : health, services, cancellationToken);
            endpoints.MetricsPort = together
                ? endpoints.HealthPort
                : await endpoints.OpenAsync(SettingsTable.MetricsAddress, settings.MetricsAddress, metrics, services, cancellationToken);
            return endpoints;
        }
        catch
        {
            await endpoints.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (HttpEndpoint endpoint in _open)
        {
            await endpoint.DisposeAsync();
        }
    }

    private async Task<int?> OpenAsync(
        Setting setting,
        BindAddress? address,
        IReadOnlyList<Func<HttpContext, Task<bool>>> pages,
        IServiceProvider services,
        CancellationToken cancellationToken)
    {
        if (address is null)
        {
            return null;
        }

        var loggers = services.GetRequiredService<ILoggerFactory>();
        HttpEndpoint endpoint = await HttpEndpoint.StartAsync(
            setting, address, context => AnswerAsync(context, pages), services, loggers, cancellationToken);
        _open.Add(endpoint);
        LogListening(loggers.CreateLogger<OperatorEndpoints>(), setting.Name, endpoint.Port);
        return endpoint.Port;
    }

    private static async Task AnswerAsync(HttpContext context, IReadOnlyList<Func<HttpContext, Task<bool>>> pages)
    {
        foreach (Func<HttpContext, Task<bool>> page in pages)
        {
            if (await page(context))
            {
                return;
            }
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    [LoggerMessage(20, LogLevel.Information, "Serving {Setting} on port {Port}")]
    private static partial void LogListening(ILogger logger, string setting, int port);
}
