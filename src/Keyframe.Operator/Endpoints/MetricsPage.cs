using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpenTelemetry.Metrics;

namespace Keyframe.Operator.Endpoints;

/// <summary>Answers <c>/metrics</c> in Prometheus' formats.</summary>
/// <param name="metrics">What is measured.</param>
/// <param name="services">What the exporter's pipeline is built with.</param>
internal sealed class MetricsPage(MeterProvider metrics, IServiceProvider services)
{
    private readonly RequestDelegate _exporter = new ApplicationBuilder(services)
        .UseOpenTelemetryPrometheusScrapingEndpoint(
            metrics, predicate: _ => true, path: null, configureBranchedPipeline: null, optionsName: null)
        .Build();

    /// <summary>Answers a request that is for this page; false for another page's.</summary>
    public async Task<bool> TryAnswerAsync(HttpContext context)
    {
        if (context.Request.Path != "/metrics")
        {
            return false;
        }

        await _exporter(context);
        return true;
    }
}
