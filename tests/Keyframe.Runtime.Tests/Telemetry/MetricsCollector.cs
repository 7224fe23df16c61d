using System.Diagnostics.Metrics;
using System.Globalization;
using Keyframe.Runtime.Telemetry;

namespace Keyframe.Runtime.Tests.Telemetry;

/// <summary>Listens to one <see cref="RuntimeMetrics"/>, and to no other in the process.</summary>
internal sealed class MetricsCollector : IDisposable
{
    private readonly Lock _gate = new();
    private readonly MeterListener _listener = new();
    private readonly SortedDictionary<string, List<double>> _pushed = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, List<double>> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<string>> _labels = [];

    public MetricsCollector(RuntimeMetrics metrics)
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

    /// <summary>The labels seen on each instrument.</summary>
    public string LabelsOf(string instrument) => string.Join(',', _labels.GetValueOrDefault(instrument) ?? []);

    /// <summary>
    /// Series as <c>name{label=value,…}</c>, of those whose name begins with <paramref name="prefix"/>: the last value of a gauge,
    /// the total of a counter, the sum of a histogram.
    /// </summary>
    public IReadOnlyDictionary<string, double> Collect(string prefix = "")
    {
        lock (_gate)
        {
            _read.Clear();
            _listener.RecordObservableInstruments();
            return new SortedDictionary<string, double>(
                _pushed.Concat(_read).Where(s => s.Key.StartsWith(prefix, StringComparison.Ordinal))
                    .ToDictionary(s => s.Key, s => s.Value.Sum()),
                StringComparer.Ordinal);
        }
    }

    /// <summary>As <see cref="Collect"/>, without what is 0, and as text to compare.</summary>
    public string NonZero(string prefix) => Text(Collect(prefix).Where(series => series.Value != 0));

    public static string Text(IEnumerable<KeyValuePair<string, double>> series) =>
        string.Join('\n', series.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Key} {s.Value:0.######}")));

    public void Dispose() => _listener.Dispose();

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        SortedDictionary<string, string?> labels = new(StringComparer.Ordinal);
        foreach ((string label, object? labelValue) in tags)
        {
            labels.Add(label, labelValue?.ToString());
        }

        string series = $"{instrument.Name}{{{string.Join(',', labels.Select(l => $"{l.Key}={l.Value}"))}}}";
        lock (_gate)
        {
            _labels.TryAdd(instrument.Name, new SortedSet<string>(StringComparer.Ordinal));
            _labels[instrument.Name].UnionWith(labels.Keys);
            SortedDictionary<string, List<double>> into = instrument.IsObservable ? _read : _pushed;
            if (!into.TryGetValue(series, out List<double>? values))
            {
                into.Add(series, values = []);
            }

            Assert.False(instrument.IsObservable && values.Count > 0, $"{series} was measured twice in one collection");
            values.Add(value);
        }
    }
}
