using System.Globalization;
using System.Net;

namespace Keyframe.Runtime.Telemetry;

/// <summary>What is measured of the requests to one server.</summary>
internal sealed class RequestMetrics(RequestInstruments instruments, Uri server)
{
    /// <summary>With the port, as client-go has it in a cluster.</summary>
    private readonly KeyValuePair<string, object?> _host = new("host", $"{server.Host}:{server.Port}");

    public void Answered(HttpMethod method, HttpStatusCode code)
    {
        if (instruments.Total.Enabled)
        {
            Count(method, ((int)code).ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>client-go's word for a request that was not answered, whatever the reason.</summary>
    public void NotAnswered(HttpMethod method) => Count(method, "<error>");

    public void Took(HttpMethod method, TimeSpan time) =>
        instruments.Duration.Record(time.TotalSeconds, new("verb", method.Method), _host);

    private void Count(HttpMethod method, string code) =>
        instruments.Total.Add(1, new("code", code), new("method", method.Method), _host);
}
