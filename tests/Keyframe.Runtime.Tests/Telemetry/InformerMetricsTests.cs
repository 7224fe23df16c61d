using System.Net;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Telemetry;
using Keyframe.Runtime.Tests.Caching;
using Keyframe.Runtime.Tests.FakeApiServer;
using Keyframe.Runtime.Transport;

namespace Keyframe.Runtime.Tests.Telemetry;

/// <summary>What happens to a cache, and which series tell of it.</summary>
public sealed class InformerMetricsTests : IAsyncDisposable
{
    private readonly RuntimeMetrics _metrics = new();
    private readonly MetricsCollector _seen;
    private readonly ReflectorHarness _it;

    public InformerMetricsTests()
    {
        _seen = new MetricsCollector(_metrics);
        _it = new ReflectorHarness(_metrics);
    }

    private FakeServer Server => _it.Server;

    public async ValueTask DisposeAsync()
    {
        await _it.DisposeAsync();
        _seen.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public void Every_series_is_there_before_the_first_list() => Assert.Equal(
        """
        informer_objects{resource=widgets.test.dev} 0
        informer_relists_total{reason=expired,resource=widgets.test.dev} 0
        informer_relists_total{reason=gap,resource=widgets.test.dev} 0
        informer_relists_total{reason=periodic,resource=widgets.test.dev} 0
        informer_relists_total{reason=silence,resource=widgets.test.dev} 0
        informer_synced{resource=widgets.test.dev} 0
        informer_undecodable_objects{resource=widgets.test.dev} 0
        informer_watch_failures_total{resource=widgets.test.dev} 0
        """,
        MetricsCollector.Text(_seen.Collect("informer_")));

    [Fact]
    public async Task A_cache_shows_what_it_holds_until_it_stops()
    {
        Server.Put("a");
        Server.Put("b");
        Server.Put("odd", size: "large");
        await _it.SyncAsync();
        Expect("objects 2", "synced 1", "undecodable_objects 1");
        Server.Remove("b");
        Server.Put("odd");
        await _it.ConvergesAsync();
        Expect("objects 2", "synced 1");
        await _it.StopAsync();
        Expect();
    }

    [Fact]
    public async Task A_watch_that_ends_in_its_time_is_no_failure()
    {
        FakeBody watch = await _it.SyncAsync();
        watch.Write(Answers.Bookmark("101"));
        await Eventually.HoldsAsync(() => _it.Informer.Store.Version == new ResourceVersion("101"));
        _it.Clock.Advance(TimeSpan.FromSeconds(80));
        watch.End();
        await Server.NextWatchAsync();
        Expect("synced 1");
    }

    [Fact]
    public async Task A_reset_is_a_failure_of_the_watch_and_no_relist()
    {
        FakeBody watch = await _it.SyncAsync();
        watch.Break();
        await Server.NextWatchAsync();
        Expect("synced 1", "watch_failures_total 1");
    }

    [Fact]
    public async Task A_watch_that_ends_at_once_is_a_failure()
    {
        FakeBody watch = await _it.SyncAsync();
        watch.End();
        await Server.NextWatchAsync();
        Expect("synced 1", "watch_failures_total 1");
    }

    [Fact]
    public async Task Every_refusal_is_counted()
    {
        Enumerable.Range(0, 5).ToList().ForEach(_ => Server.Next(
            r => r.IsWatch, _ => Answers.Status(HttpStatusCode.TooManyRequests, "TooManyRequests")));
        await _it.SyncAsync();
        Expect("synced 1", "watch_failures_total 5");
    }

    [Fact]
    public async Task A_forgotten_version_is_relisted_as_expired()
    {
        FakeBody watch = await _it.SyncAsync();
        Server.Next(r => r.IsWatch, _ => Answers.Expired());
        watch.End();
        await Server.NextWatchAsync();
        Expect("relists_total,reason=expired 1", "synced 1", "watch_failures_total 2");
    }

    [Fact]
    public async Task An_event_that_makes_no_sense_is_relisted_as_a_gap()
    {
        FakeBody watch = await _it.SyncAsync();
        watch.Write("garbage\n");
        await Server.NextWatchAsync();
        Expect("relists_total,reason=gap 1", "synced 1", "watch_failures_total 1");
    }

    [Fact]
    public async Task A_silent_watch_is_relisted_for_its_silence()
    {
        await _it.SyncAsync();
        for (int cut = 0; cut < 3; cut++)
        {
            _it.Clock.Advance(TimeSpan.FromSeconds(90));
            await Server.NextWatchAsync();
        }

        Expect("relists_total,reason=silence 1", "synced 1");
    }

    [Fact]
    public async Task Caches_of_one_resource_are_one_series()
    {
        Server.Put("a");
        var second = new Informer<Widget>(
            Server.Client(), new ListOptions { LabelSelector = "x" }, _it.Clock, _it.Logger, () => 0.5, metrics: _metrics);
        await _it.SyncAsync();
        Expect("objects 1");   // synced only when both are
        ((IReflectorSink<Widget>)second).Replace([Widget.Named("a")], [], new ResourceVersion("1"));
        Expect("objects 2", "synced 1");
    }

    private void Expect(params string[] series) => Assert.Equal(
        string.Join('\n', series.Select(s => s.Split(' ', ',') is [var name, .. var label, var value]
            ? $"informer_{name}{{{string.Concat(label.Select(l => $"{l},"))}resource=widgets.test.dev}} {value}"
            : s)),
        _seen.NonZero("informer_"));
}
