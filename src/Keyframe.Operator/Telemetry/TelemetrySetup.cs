using System.Reflection;
using Keyframe.Operator.Settings;
using Keyframe.Registries;
using Keyframe.Runtime.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Keyframe.Operator.Telemetry;

/// <summary>
/// Sets OpenTelemetry up: metrics for the Prometheus page, and OTLP for each signal that has an endpoint. Exporters have bounded
/// queues and drop what does not fit, so that an endpoint that is down costs nothing but its own data.
/// </summary>
internal static class TelemetrySetup
{
    /// <summary>The default of <c>service.name</c>.</summary>
    public const string ServiceName = "keyframe-operator";

    /// <summary>The version of this build.</summary>
    public static string Version { get; } = typeof(TelemetrySetup).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <summary>Adds what the environment and the settings ask for.</summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder, OperatorSettings settings, Surroundings here)
    {
        OtlpSignals signals = OtlpSignals.From(here.Variables);
        bool measures = !signals.Disabled && (settings.MetricsAddress is not null || signals.Metrics);
        if (!measures && !signals.Traces && !signals.Logs)
        {
            return;
        }

        builder.Configuration.AddInMemoryCollection(
            here.Variables.Where(variable => variable.Key.StartsWith("OTEL_", StringComparison.Ordinal))
                .Select(variable => KeyValuePair.Create(variable.Key, (string?)variable.Value)));
        IOpenTelemetryBuilder telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => Describe(resource, here));
        if (measures)
        {
            telemetry.WithMetrics(metrics => AddMetrics(metrics, settings, signals, here));
        }

        if (signals.Traces)
        {
            telemetry.WithTracing(traces => traces.AddSource(RuntimeActivity.SourceName, "System.Net.Http")
                .AddOtlpExporter(new OtlpVariables("TRACES", here.Variables).Apply));
        }

        if (signals.Logs)
        {
            telemetry.WithLogging(logs => logs.AddOtlpExporter(new OtlpVariables("LOGS", here.Variables).Apply), options =>
            {
                options.IncludeScopes = true;
                options.IncludeFormattedMessage = true;
            });
        }
    }

    private static void AddMetrics(
        MeterProviderBuilder metrics, OperatorSettings settings, OtlpSignals signals, Surroundings here)
    {
        metrics.AddMeter(RuntimeMetrics.MeterName, RegistryMetrics.MeterName, RetrievalMetrics.MeterName, "System.Runtime", ProcessMetrics.MeterName);
        if (settings.MetricsAddress is not null)
        {
            metrics.AddPrometheusExporter(page => page.ScopeInfoEnabled = false);
        }

        if (signals.Metrics)
        {
            metrics.AddOtlpExporter(new OtlpVariables("METRICS", here.Variables).Apply);
        }
    }

    /// <summary>What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say comes last, so that it wins.</summary>
    private static void Describe(ResourceBuilder resource, Surroundings here)
    {
        string? pod = here.Variables.GetValueOrDefault("POD_NAME");
        resource.Clear()
            .AddService(ServiceName, serviceVersion: Version, autoGenerateServiceInstanceId: pod is null, serviceInstanceId: pod)
            .AddAttributes(
                from attribute in new[] { ("k8s.pod.name", pod), ("k8s.namespace.name", here.PodNamespace) }
                where !string.IsNullOrEmpty(attribute.Item2)
                select KeyValuePair.Create(attribute.Item1, (object)attribute.Item2))
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector();
    }
}
