using System.Globalization;
using OpenTelemetry.Exporter;

namespace Keyframe.Operator.Telemetry;

/// <summary>
/// The variables of OTLP for one signal, which come before those for all of them (OpenTelemetry specification, "OpenTelemetry
/// Protocol Exporter"). The SDK reads the latter itself; the former only where all three signals are sent.
/// </summary>
/// <param name="signal">METRICS, TRACES or LOGS.</param>
/// <param name="variables">The environment.</param>
internal sealed class OtlpVariables(string signal, IReadOnlyDictionary<string, string> variables)
{
    /// <summary>Writes what is set over what the SDK has read. As its own readers do, passes over what cannot be read.</summary>
    public void Apply(OtlpExporterOptions options)
    {
        if (Uri.TryCreate(Text("ENDPOINT"), UriKind.Absolute, out Uri? endpoint))
        {
            options.Endpoint = endpoint;
        }

        options.Protocol = Text("PROTOCOL") switch
        {
            "grpc" => OtlpExportProtocol.Grpc,
            "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
            _ => options.Protocol,
        };
        options.Headers = Text("HEADERS") ?? options.Headers;
        if (int.TryParse(Text("TIMEOUT"), NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds))
        {
            options.TimeoutMilliseconds = milliseconds;
        }
    }

    private string? Text(string name) =>
        variables.GetValueOrDefault($"OTEL_EXPORTER_OTLP_{signal}_{name}")?.Trim() is { Length: > 0 } text ? text : null;
}
