using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace Keyframe.Registries.Tests.Http;

/// <summary>Listens to one <see cref="RegistryMetrics"/>, and to no other in the process.</summary>
internal sealed class MetricsReader : IDisposable
{
    private readonly MeterListener _listener = new();

    public MetricsReader(RegistryMetrics metrics)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == metrics.Meter)
            {
                Instruments.Add(instrument);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    public List<Instrument> Instruments { get; } = [];

    /// <summary>Each measurement as <c>name{label=value,…} value</c>, in their order; of histograms without the value.</summary>
    public ConcurrentQueue<string> Measured { get; } = [];

    /// <summary>How often each measurement was made, of those whose name contains <paramref name="part"/>.</summary>
    public IEnumerable<string> Counted(string part) => Measured.Where(m => m.Contains(part, StringComparison.Ordinal))
        .GroupBy(m => m).Select(m => $"{m.Count()} x {m.Key}").Order(StringComparer.Ordinal);

    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        IEnumerable<string> labels = tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}");
        string shown = instrument is Histogram<double> ? "" : value.ToString(" 0", CultureInfo.InvariantCulture);
        Measured.Enqueue($"{instrument.Name}{{{string.Join(',', labels)}}}{shown}");
    }
}
