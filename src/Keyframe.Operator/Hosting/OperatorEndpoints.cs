using Keyframe.Operator.Endpoints;
using Keyframe.Operator.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;

namespace Keyframe.Operator.Hosting;

/// <summary>
/// The two addresses of the process: health for the kubelet, metrics for Prometheus. Equal addresses are one that serves both.
/// </summary>
internal sealed partial class OperatorEndpoints : IAsyncDisposable
{
    private readonly List<HttpEndpoint> _open = [];
    private readonly IServiceProvider _services;

    private OperatorEndpoints(IServiceProvider services) => _services = services;

    /// <summary>Answers a request that is for it; false for another page's.</summary>
    private delegate Task<bool> Page(HttpContext context);

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
        Page[] health = [new HealthPage("healthz", live).TryAnswerAsync, new HealthPage("readyz", ready).TryAnswerAsync];
        Page[] metrics = services.GetService<MeterProvider>() is { } meters ? [new MetricsPage(meters, services).TryAnswerAsync] : [];
        var endpoints = new OperatorEndpoints(services);
        try
        {
            bool together = settings.HealthAddress is { Port: > 0 } && settings.HealthAddress == settings.MetricsAddress;
            endpoints.HealthPort = await endpoints.OpenAsync(
                SettingsTable.HealthAddress, settings.HealthAddress, together ? [.. health, .. metrics] : health, cancellationToken);
            endpoints.MetricsPort = together
                ? endpoints.HealthPort
                : await endpoints.OpenAsync(SettingsTable.MetricsAddress, settings.MetricsAddress, metrics, cancellationToken);
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

    private async Task<int?> OpenAsync(Setting setting, BindAddress? address, Page[] pages, CancellationToken cancellationToken)
    {
        if (address is null)
        {
            return null;
        }

        HttpEndpoint endpoint = await HttpEndpoint.StartAsync(
            setting, address, context => AnswerAsync(context, pages), _services, cancellationToken);
        _open.Add(endpoint);
        LogListening(_services.GetRequiredService<ILogger<OperatorEndpoints>>(), setting.Name, endpoint.Port);
        return endpoint.Port;
    }

    private static async Task AnswerAsync(HttpContext context, Page[] pages)
    {
        foreach (Page page in pages)
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
