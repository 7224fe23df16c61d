using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Keyframe.Runtime.Telemetry;

/// <summary>Instruments that are read from members, one for each value of a tag: a controller, a resource, a lease.</summary>
internal sealed class Family<TMember>(Meter meter)
{
    private readonly ConcurrentDictionary<string, TMember> _members = new(StringComparer.Ordinal);

    public TMember GetOrAdd(string name, Func<string, TMember> make) => _members.GetOrAdd(name, make);

    public void Set(string name, TMember member) => _members[name] = member;

    public void Counter(string name, string help, Func<string, TMember, IEnumerable<Measurement<long>>> read) =>
        meter.CreateObservableCounter(name, () => _members.SelectMany(m => read(m.Key, m.Value)), null, help);

    public void Gauge<T>(string name, string? unit, string help, Func<string, TMember, IEnumerable<Measurement<T>>> read)
        where T : struct =>
        meter.CreateObservableGauge(name, () => _members.SelectMany(m => read(m.Key, m.Value)), unit, help);

    public void Gauge(string name, string? unit, string help, Func<string, TMember, IEnumerable<Measurement<long>>> read) =>
        Gauge<long>(name, unit, help, read);
}
