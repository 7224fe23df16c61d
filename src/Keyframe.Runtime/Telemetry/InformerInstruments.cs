using System.Diagnostics.Metrics;

namespace Keyframe.Runtime.Telemetry;

/// <summary>
/// The instruments of caches. controller-runtime has none, and a cache that does not follow looks just like a quiet cluster.
/// </summary>
internal sealed class InformerInstruments
{
    private const string Prefix = "informer_";

    private readonly Family<InformerMetrics> _informers;

    public InformerInstruments(Meter meter)
    {
        _informers = new Family<InformerMetrics>(meter);
        Gauge("synced", "Whether the cache holds what the first list found: 1, or 0 while it does not.",
            i => i.Informers is { Count: > 0 } all && all.All(one => one.Synced.IsCompletedSuccessfully) ? 1 : 0);
        Gauge("objects", "Objects in the cache.", i => i.Informers.Sum(one => one.ObjectCount));
        Gauge("undecodable_objects", "Objects that exist and cannot be decoded; the cache shows them as last known, if at all.",
            i => i.Informers.Sum(one => one.UndecodableCount));
        _informers.Counter(Prefix + "relists_total", "How often everything was listed again, by reason.", Relists);
        _informers.Counter(Prefix + "watch_failures_total", "Watches that were refused, broke, or made no sense.",
            (resource, i) => [new(i.WatchFailures, Tag(resource))]);
    }

    public InformerMetrics For(string resource) => _informers.GetOrAdd(resource, _ => new InformerMetrics());

    private static IEnumerable<Measurement<long>> Relists(string resource, InformerMetrics informer) =>
        from reason in InformerMetrics.Reasons
        select new Measurement<long>(informer.Relists(reason), Tag(resource), new("reason", Label(reason)));

    private static string Label(RelistReason reason) => reason switch
    {
        RelistReason.Expired => "expired",
        RelistReason.Gap => "gap",
        RelistReason.Silence => "silence",
        _ => "periodic",
    };

    private void Gauge(string name, string help, Func<InformerMetrics, long> read) =>
        _informers.Gauge(Prefix + name, null, help, (resource, i) => [new(read(i), Tag(resource))]);

    private static KeyValuePair<string, object?> Tag(string resource) => new("resource", resource);
}
