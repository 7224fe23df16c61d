using System.Diagnostics.Metrics;

namespace Keyframe.Operator.Tests.Fakes;

/// <summary>Meters of one test, and what was measured by them.</summary>
internal sealed class FakeMeters : IMeterFactory
{
    private readonly MeterListener _listener = new();
    private readonly List<(string Series, long Value)> _measured = [];

    public FakeMeters()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == this)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            lock (_measured)
            {
                _measured.Add(($"{instrument.Name}{{{string.Join(',', tags.ToArray().Select(tag => tag.Value))}}}", value));
            }
        });
        _listener.Start();
    }

    /// <summary>What was measured in a series, such as <c>keyframe_registry_drifted{shop,models}</c>, in order.</summary>
    public IReadOnlyList<long> Of(string series)
    {
        lock (_measured)
        {
            return [.. _measured.Where(entry => entry.Series == series).Select(entry => entry.Value)];
        }
    }

    /// <summary>The series that observable gauges have right now, in order.</summary>
    public IReadOnlyList<string> Observe()
    {
        lock (_measured)
        {
            _measured.Clear();
            _listener.RecordObservableInstruments();
            return [.. _measured.Select(entry => entry.Series)];
        }
    }

    public Meter Create(MeterOptions options) => new(new MeterOptions(options.Name) { Scope = this });

    public void Dispose() => _listener.Dispose();
}
