using Keyframe.Runtime.Queueing;
using Keyframe.Runtime.Telemetry;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Runtime.Tests.Telemetry;

/// <summary>What happens to keys, and which series tell of it. A key counts from when it is ready, as in controller-runtime.</summary>
public sealed class QueueMetricsTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RuntimeMetrics _metrics = new();
    private readonly MetricsCollector _seen;
    private readonly WorkQueue<string> _queue;

    public QueueMetricsTests()
    {
        _seen = new MetricsCollector(_metrics);
        _queue = new WorkQueue<string>(_clock, null, _metrics.Queue("q"));
    }

    public void Dispose()
    {
        _queue.Dispose();
        _seen.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public void A_key_is_counted_when_it_is_added_and_again_only_after_it_was_taken()
    {
        _queue.Add("a");
        _queue.Add("a");
        Expect(("adds_total", 1), ("depth", 1));
        using WorkItem<string> item = Take();
        Expect(("adds_total", 1));
        _queue.Add("a");
        Expect(("adds_total", 2), ("depth", 1));
    }

    [Fact]
    public void A_key_that_waits_for_its_time_is_not_in_the_depth()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(5));
        Expect();
        _clock.Advance(TimeSpan.FromSeconds(5));
        Expect(("adds_total", 1), ("depth", 1));
    }

    [Fact]
    public void A_key_that_need_not_wait_any_longer_is_counted_then()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(5));
        _queue.AddAfter("a", TimeSpan.FromSeconds(3));
        Expect();
        _queue.Add("a");
        Expect(("adds_total", 1), ("depth", 1));
    }

    [Fact]
    public void Depth_is_by_priority()
    {
        _queue.Add("a", Priority.Low);
        _queue.Add("b", Priority.Low);
        _queue.Add("c");
        Assert.Equal("-100:2 0:1", Depth());
        _queue.Add("a");   // raised
        Assert.Equal("-100:1 0:2", Depth());
        _queue.AddAfter("d", TimeSpan.FromSeconds(5), Priority.Low);
        _queue.AddAfter("d", TimeSpan.FromSeconds(5));   // raised while it waits
        Assert.Equal("-100:1 0:2", Depth());
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("-100:1 0:3", Depth());
        Take().Dispose();
        Assert.Equal("-100:1 0:2", Depth());
    }

    [Fact]
    public void Priorities_beyond_the_first_25_share_one_series()
    {
        for (int priority = 0; priority < 40; priority++)
        {
            _queue.Add($"key {priority}", new Priority(priority));
        }

        Assert.Equal(26, _metrics.Queue("q").Depth.Count);
        Assert.Contains("exceeded_cardinality_limit:15", Depth(), StringComparison.Ordinal);
        for (int priority = 0; priority < 40; priority++)
        {
            Take().Dispose();
        }

        Expect(("adds_total", 40));
    }

    [Fact]
    public void The_wait_is_counted_from_when_the_key_was_ready()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(5));
        _clock.Advance(TimeSpan.FromSeconds(5));
        _clock.Advance(TimeSpan.FromSeconds(3));
        using WorkItem<string> item = Take();
        Assert.Equal(TimeSpan.FromSeconds(3), item.Queued);
        Expect(("adds_total", 1), ("queue_duration_seconds", 3));
    }

    [Fact]
    public void A_key_added_while_it_is_worked_on_waits_from_then_on()
    {
        _queue.Add("a");
        WorkItem<string> first = Take();
        _queue.Add("a");
        _clock.Advance(TimeSpan.FromSeconds(2));
        Expect(("adds_total", 2), ("depth", 1), ("longest_running_processor_seconds", 2), ("unfinished_work_seconds", 2));
        first.Dispose();
        using WorkItem<string> second = Take();
        Assert.Equal(TimeSpan.FromSeconds(2), second.Queued);
        Expect(("adds_total", 2), ("queue_duration_seconds", 2), ("work_duration_seconds", 2));
    }

    [Fact]
    public void Unfinished_work_is_the_sum_and_the_longest_the_oldest()
    {
        _queue.Add("a");
        _queue.Add("b");
        WorkItem<string> a = Take();
        _clock.Advance(TimeSpan.FromSeconds(10));
        using WorkItem<string> b = Take();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Expect(
            ("adds_total", 2), ("longest_running_processor_seconds", 11), ("queue_duration_seconds", 10),
            ("unfinished_work_seconds", 12));
        a.Dispose();
        a.Dispose();
        Expect(
            ("adds_total", 2), ("longest_running_processor_seconds", 1), ("queue_duration_seconds", 10),
            ("unfinished_work_seconds", 1), ("work_duration_seconds", 11));
    }

    [Fact]
    public void A_retry_is_what_comes_back_with_backoff()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(5));
        Expect();
        _queue.AddRateLimited("b");
        Expect(("retries_total", 1));
    }

    [Fact]
    public void Nothing_is_left_in_the_depth_when_the_queue_ends()
    {
        _queue.Add("a");
        _queue.Add("b", Priority.Low);
        _queue.AddAfter("c", TimeSpan.FromSeconds(5));
        WorkItem<string> a = Take();
        _queue.Add("a");
        _queue.ShutDown();
        Expect(("adds_total", 3));
        _clock.Advance(TimeSpan.FromSeconds(4));
        Expect(("adds_total", 3), ("longest_running_processor_seconds", 4), ("unfinished_work_seconds", 4));
        a.Dispose();
        Expect(("adds_total", 3), ("work_duration_seconds", 4));
    }

    [Fact]
    public void Two_queues_of_one_name_are_added_up()
    {
        using var other = new WorkQueue<int>(_clock, null, _metrics.Queue("q"));
        other.Add(1);
        _queue.Add("a");
        using WorkItem<string> a = Take();
        using WorkItem<int> one = other.TakeAsync(TestContext.Current.CancellationToken).AsTask().Now()!;
        _clock.Advance(TimeSpan.FromSeconds(3));
        Expect(("adds_total", 2), ("longest_running_processor_seconds", 3), ("unfinished_work_seconds", 6));
        other.Dispose();
        Expect(("adds_total", 2), ("longest_running_processor_seconds", 3), ("unfinished_work_seconds", 3));
    }

    private WorkItem<string> Take() => _queue.TakeAsync(TestContext.Current.CancellationToken).AsTask().Now()!;

    private string Depth() => string.Join(' ', _metrics.Queue("q").Depth
        .Where(d => d.Value != 0).OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{d.Key}:{d.Value}"));

    private void Expect(params (string Name, double Value)[] series) => Assert.Equal(
        string.Join('\n', series.Select(s =>
            $"workqueue_{s.Name}{{controller=q,name=q{(s.Name == "depth" ? ",priority=0" : "")}}} {s.Value}")),
        _seen.NonZero("workqueue_"));
}
