using Keyframe.Runtime.Queueing;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Runtime.Tests.Queueing;

public sealed class WorkQueueTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly WorkQueue<string> _queue;

    public WorkQueueTests() => _queue = new WorkQueue<string>(_clock);

    public void Dispose() => _queue.Dispose();

    [Fact]
    public void Keys_come_in_the_order_they_were_added()
    {
        _queue.Add("b");
        _queue.Add("a");
        _queue.Add("c");
        Assert.Equal(["b", "a", "c"], Drain());
    }

    [Fact]
    public void A_key_is_queued_once()
    {
        _queue.Add("a");
        _queue.Add("a");
        _queue.AddAfter("a", TimeSpan.FromSeconds(1));
        Assert.Equal(1, _queue.Count);
        Assert.Equal(["a"], Drain());
    }

    [Fact]
    public void A_higher_priority_goes_first()
    {
        _queue.Add("initial", Priority.Low);
        _queue.Add("changed");
        _queue.Add("urgent", new Priority(1));
        Assert.Equal(["urgent", "changed", "initial"], Drain());
    }

    [Fact]
    public void A_raised_key_goes_to_the_end_of_its_new_band()
    {
        _queue.Add("a", Priority.Low);
        _queue.Add("b");
        _queue.Add("a");
        _queue.Add("c");
        _queue.Add("b", Priority.Low);   // never lowered
        Assert.Equal(["b", "a", "c"], Drain());
    }

    [Fact]
    public async Task A_delayed_key_comes_in_its_time()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(5));
        Task<WorkItem<string>?> taker = Take();
        _clock.Advance(TimeSpan.FromSeconds(4.999));
        Assert.Equal(1, _queue.Count);
        _clock.Advance(TimeSpan.FromSeconds(0.001));
        Assert.Equal("a", (await taker.Soon())!.Key);
    }

    [Theory]
    [InlineData(5, 2, 2)]
    [InlineData(2, 5, 2)]
    [InlineData(5, 0, 0)]
    [InlineData(0, 5, 0)]
    [InlineData(5, -1, 0)]
    public async Task The_earliest_time_wins(int first, int second, int expected)
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(first));
        _queue.AddAfter("a", TimeSpan.FromSeconds(second));
        Task<WorkItem<string>?> taker = Take();
        Assert.Equal(expected == 0 ? 0 : 1, _queue.Count);
        _clock.Advance(TimeSpan.FromSeconds(expected));
        Assert.Equal(0, _queue.Count);
        Assert.NotNull(await taker.Soon());
    }

    [Fact]
    public void A_ripe_key_queues_behind_those_that_were_ready_before()
    {
        _queue.AddAfter("delayed", TimeSpan.FromSeconds(1));
        _queue.Add("ready");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["ready", "delayed"], Drain());
    }

    [Fact]
    public async Task A_key_that_is_held_is_handed_out_only_when_done()
    {
        _queue.Add("a");
        WorkItem<string> held = Take().Now()!;
        _queue.Add("a");
        Task<WorkItem<string>?> second = Take();
        Assert.Equal(1, _queue.Count);
        _queue.Add("b");
        Assert.Equal("b", (await second.Soon())!.Key);
        Task<WorkItem<string>?> third = Take();
        Assert.Equal(1, _queue.Count);
        held.Dispose();
        Assert.Equal("a", (await third.Soon())!.Key);
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public void Done_twice_is_done_once()
    {
        _queue.Add("a");
        WorkItem<string> first = Take().Now()!;
        first.Dispose();
        _queue.Add("a");
        using WorkItem<string> second = Take().Now()!;
        first.Dispose();
        _queue.Add("a");
        _ = Take();
        Assert.Equal(1, _queue.Count);
    }

    [Fact]
    public async Task Takers_are_served_in_the_order_they_came()
    {
        Task<WorkItem<string>?> first = Take();
        Task<WorkItem<string>?> second = Take();
        _queue.Add("a");
        _queue.Add("b");
        Assert.Equal("a", (await first.Soon())!.Key);
        Assert.Equal("b", (await second.Soon())!.Key);
    }

    [Fact]
    public async Task A_taker_that_gives_up_takes_nothing()
    {
        using var cancel = new CancellationTokenSource();
        Task<WorkItem<string>?> impatient = _queue.TakeAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        _queue.Add("a");
        Assert.Equal("a", Take().Now()!.Key);
    }

    [Fact]
    public void Failures_wait_longer_each_time_until_forgotten()
    {
        Assert.Equal([0.25, 0.5, 1], [WaitOfFailure(), WaitOfFailure(), WaitOfFailure()]);
        _queue.Forget("a");
        Assert.Equal(0.25, WaitOfFailure());
    }

    [Fact]
    public void A_failure_may_ask_for_a_longer_wait() => Assert.Equal(9, WaitOfFailure(TimeSpan.FromSeconds(9)));

    [Fact]
    public async Task A_shut_down_queue_hands_out_nothing_and_takes_nothing()
    {
        _queue.Add("held");
        WorkItem<string> held = Take().Now()!;
        Task<WorkItem<string>?> taker = Take();
        _queue.AddAfter("delayed", TimeSpan.FromSeconds(1));
        _queue.ShutDown();
        Assert.Null(await taker.Soon());
        _queue.Add("late");
        Assert.Null(Take().Now());
        Assert.Equal(0, _queue.Count);
        held.Dispose();
    }

    [Fact]
    public async Task Any_delay_is_accepted()
    {
        _queue.AddAfter("a", TimeSpan.MaxValue);
        _queue.AddAfter("b", TimeSpan.FromDays(60));
        Task<WorkItem<string>?> taker = Take();
        _clock.Advance(TimeSpan.FromDays(59));
        Assert.Equal(2, _queue.Count);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("b", (await taker.Soon())!.Key);
    }

    [Fact]
    public async Task Under_contention_no_key_has_two_holders_and_none_is_lost()
    {
        using var queue = new WorkQueue<int>(TimeProvider.System);
        const int Keys = 20, Adds = 20_000;
        int[] holders = new int[Keys], added = new int[Keys], seen = new int[Keys];
        int clashes = 0;
        async Task Work()
        {
            while (await queue.TakeAsync(CancellationToken.None) is { } item)
            {
                using (item)
                {
                    Interlocked.Add(ref clashes, Interlocked.Increment(ref holders[item.Key]) - 1);
                    seen[item.Key] = Volatile.Read(ref added[item.Key]);
                    await Task.Yield();
                    Interlocked.Decrement(ref holders[item.Key]);
                }
            }
        }

        Task[] workers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(Work))];
        Parallel.For(0, Adds, i =>
        {
            Interlocked.Increment(ref added[i % Keys]);
            queue.Add(i % Keys, new Priority(i % 3));
        });
        await Eventually.HoldsAsync(() => Enumerable.Range(0, Keys).All(k => Volatile.Read(ref seen[k]) == Adds / Keys));
        queue.ShutDown();
        await Task.WhenAll(workers).Soon();
        Assert.Equal(0, clashes);
    }

    /// <summary>How many seconds pass until a key that failed is ready again.</summary>
    private double WaitOfFailure(TimeSpan? atLeast = null)
    {
        _queue.AddRateLimited("a", atLeast: atLeast);
        double waited = 0;
        Task<WorkItem<string>?> taker = Take();
        for (; _queue.Count > 0; waited += 0.25)
        {
            _clock.Advance(TimeSpan.FromSeconds(0.25));
        }

        taker.Soon().GetAwaiter().GetResult()!.Dispose();
        return waited;
    }

    private Task<WorkItem<string>?> Take() => _queue.TakeAsync(TestContext.Current.CancellationToken).AsTask();

    private List<string> Drain()
    {
        List<string> keys = [];
        while (_queue.Count > 0)
        {
            keys.Add(Take().Now()!.Key);
        }

        return keys;
    }
}
