using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Keyframe.Integration.Tests.Worlds;

/// <summary>Reads what the operator in this process measures of registries and indexes, in one namespace.</summary>
internal sealed class MeterReader : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _sums = new();
    private readonly ConcurrentDictionary<string, long> _gauges = new();

    public MeterReader(string @namespace)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name is Keyframe.Registries.RegistryMetrics.MeterName or Operator.Telemetry.RetrievalMetrics.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            Dictionary<string, string?> labels = [];
            foreach ((string key, object? label) in tags)
            {
                labels[key] = label?.ToString();
            }

            if (labels.GetValueOrDefault("namespace") == @namespace)
            {
                string series = $"{instrument.Name}{{{string.Join(',', labels.Where(label => label.Key != "namespace").Select(label => label.Value))}}}";
                _sums.AddOrUpdate(series, value, (_, sum) => sum + value);
                _gauges[series] = value;
            }
        });
        _listener.Start();
    }

    /// <summary>Every series that was seen, as <c>name{label,label}</c>.</summary>
    public IReadOnlyCollection<string> Series => [.. _sums.Keys];

    /// <summary>The sum of a counter.</summary>
    public long Sum(string series) => _sums.GetValueOrDefault(series);

    /// <summary>The last value of a gauge.</summary>
    public long Last(string series) => _gauges.GetValueOrDefault(series, -1);

    /// <summary>The series that gauges observe right now.</summary>
    public IReadOnlyCollection<string> Observe()
    {
        _gauges.Clear();
        _listener.RecordObservableInstruments();
        return [.. _gauges.Keys];
    }

    public void Dispose() => _listener.Dispose();
}
