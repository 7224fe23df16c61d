using Keyframe.Operator.Telemetry;

namespace Keyframe.Operator.Tests.Telemetry;

/// <summary>OTLP is on exactly where OpenTelemetry's own variables name an endpoint.</summary>
public sealed class OtlpSignalsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317", "metrics traces logs")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=", "")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://c:4318/v1/traces", "traces")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://c OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=http://c", "metrics logs")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c OTEL_LOGS_EXPORTER=none", "metrics traces")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c OTEL_TRACES_EXPORTER=otlp", "metrics traces logs")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c OTEL_SDK_DISABLED=true", "disabled")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c OTEL_SDK_DISABLED=TRUE", "disabled")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c OTEL_SDK_DISABLED=1", "metrics traces logs")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "")]
    public void The_environment_decides(string environment, string on)
    {
        OtlpSignals signals = OtlpSignals.From(environment.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(variable => variable.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1]));
        Assert.Equal(on, string.Join(' ', Names(signals)));
    }

    private static IEnumerable<string> Names(OtlpSignals signals) =>
        new[] { (signals.Disabled, "disabled"), (signals.Metrics, "metrics"), (signals.Traces, "traces"), (signals.Logs, "logs") }
            .Where(signal => signal.Item1).Select(signal => signal.Item2);
}
