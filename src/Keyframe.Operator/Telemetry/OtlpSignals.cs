namespace Keyframe.Operator.Telemetry;

/// <summary>
/// Which signals are sent by OTLP, and whether anything is measured at all: what OpenTelemetry's own environment variables say.
/// </summary>
/// <param name="Disabled"><c>OTEL_SDK_DISABLED</c> is true: no metrics page either.</param>
/// <param name="Metrics">An endpoint for metrics is set.</param>
/// <param name="Traces">An endpoint for traces is set.</param>
/// <param name="Logs">An endpoint for logs is set.</param>
internal sealed record OtlpSignals(bool Disabled, bool Metrics, bool Traces, bool Logs)
{
    /// <summary>
    /// What the variables say. A signal is on exactly when an endpoint is set for it or for all, and its exporter is not "none".
    /// </summary>
    public static OtlpSignals From(IReadOnlyDictionary<string, string> variables)
    {
        bool disabled = string.Equals(Text("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase);
        return new OtlpSignals(disabled, IsOn("METRICS"), IsOn("TRACES"), IsOn("LOGS"));

        bool IsOn(string signal) =>
            !disabled
            && (Text("OTEL_EXPORTER_OTLP_ENDPOINT").Length > 0 || Text($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT").Length > 0)
            && !string.Equals(Text($"OTEL_{signal}_EXPORTER"), "none", StringComparison.OrdinalIgnoreCase);

        string Text(string name) => variables.GetValueOrDefault(name, "").Trim();
    }
}
