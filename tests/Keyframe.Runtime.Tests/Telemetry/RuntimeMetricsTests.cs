using System.Diagnostics.Metrics;
using k8s.Models;
using Keyframe.Runtime.Events;
using Keyframe.Runtime.Telemetry;

namespace Keyframe.Runtime.Tests.Telemetry;

public sealed class RuntimeMetricsTests
{
    [Fact]
    public async Task Two_operators_in_one_process_do_not_mix()
    {
        await using var first = new MeasuredManager();
        await using var second = new MeasuredManager();
        first.Server.Put("a");
        second.Server.Put("b");
        second.Server.Put("c");
        first.Start();
        second.Start();
        await first.ReconciledAsync(1);
        await second.ReconciledAsync(2);
        const string success = "controller_runtime_reconcile_total{controller=test,result=success}";
        Assert.Equal((1, 2), (first.Seen.Collect()[success], second.Seen.Collect()[success]));
    }

    [Fact]
    public async Task A_manager_that_is_not_measured_works_the_same()
    {
        await using var it = new MeasuredManager(
            (_, _) => throw new InvalidOperationException(), b => b.Timeout(TimeSpan.FromSeconds(9)), measured: false);
        it.Server.Put("a");
        it.Start();
        await it.Server.NextWatchAsync();
        await Eventually.HoldsAsync(() =>
        {
            it.Clock.Advance(TimeSpan.FromSeconds(1));
            return it.Reconciler.Asked.Count >= 3;
        });
        await it.StopAsync();
        Assert.DoesNotContain(it.Seen.Collect(), series => series.Value != 0);
    }

    [Fact]
    public async Task No_tag_holds_the_name_of_an_object()
    {
        await using var it = new MeasuredManager((_, _) => throw new InvalidOperationException("secret-message"));
        it.Server.Put("secret-name", @namespace: "secret-namespace");
        it.Start();
        await it.ReconciledAsync();
        Assert.DoesNotContain(it.Seen.Collect().Keys, series => series.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void Measuring_allocates_nothing_where_nobody_listens()
    {
        using var metrics = new RuntimeMetrics();
        QueueMetrics queue = metrics.Queue("q");
        ControllerMetrics controller = metrics.Controller("c");
        RequestMetrics requests = metrics.Requests(new Uri("https://server"));
        Measure();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            Measure();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Measure()
        {
            queue.Ready(default);
            queue.Left(default);
            queue.Retried();
            queue.Queued(TimeSpan.FromSeconds(1));
            queue.Worked(TimeSpan.FromSeconds(1));
            controller.WorkBegins();
            controller.Reconciled(ReconcileOutcome.Success, TimeSpan.FromSeconds(1));
            controller.WorkEnds();
            requests.Answered(HttpMethod.Get, System.Net.HttpStatusCode.NotFound);
            requests.Took(HttpMethod.Get, TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void A_leader_is_shown_as_it_is_when_somebody_looks()
    {
        using var metrics = new RuntimeMetrics();
        using var seen = new MetricsCollector(metrics);
        bool leads = false;
        metrics.RegisterLeader("ns/lease", () => leads);
        Assert.Equal(0, seen.Collect()["leader_election_master_status{name=ns/lease}"]);
        leads = true;
        Assert.Equal(1, seen.Collect()["leader_election_master_status{name=ns/lease}"]);
    }

    [Fact]
    public async Task Events_that_are_dropped_are_counted()
    {
        await using var it = new MeasuredManager();
        var about = new V1ObjectReference { Name = "a", NamespaceProperty = "ns" };
        for (int i = 0; i < 1007; i++)   // the recorder sends nothing before the manager runs, and keeps 1000
        {
            it.Manager.Events.Record(about, EventType.Normal, "R", "A", $"{i}");
        }

        Assert.Equal(7, it.Seen.Collect()["events_dropped_total{}"]);
    }

    [Fact]
    public void Disposing_ends_its_own_meter()
    {
        using var metrics = new RuntimeMetrics();
        using var seen = new MetricsCollector(metrics);
        metrics.RegisterLeader("ns/lease", () => true);
        Assert.NotEmpty(seen.Collect("leader_"));
        metrics.Dispose();
        Assert.Empty(seen.Collect("leader_"));
    }

    [Fact]
    public void A_factory_owns_the_meter_it_makes()
    {
        using var factory = new OneMeterFactory();
        using var metrics = new RuntimeMetrics(factory);
        Assert.Same(factory.Made, metrics.Meter);
        Assert.Equal(RuntimeMetrics.MeterName, factory.Made!.Name);
        Assert.Same(factory, factory.Made.Scope);
    }

    private sealed class OneMeterFactory : IMeterFactory
    {
        public Meter? Made { get; private set; }

        public Meter Create(MeterOptions options)
        {
            options.Scope = this;
            return Made = new Meter(options);
        }

        public void Dispose() => Made?.Dispose();
    }
}
