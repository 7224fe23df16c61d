using Keyframe.Runtime.Controllers;
using Keyframe.Runtime.Tests.Telemetry;

namespace Keyframe.Runtime.Tests.Controllers;

/// <summary>A limit on how long one reconcile may take.</summary>
public sealed class ReconcileTimeoutTests
{
    [Fact]
    public async Task A_reconcile_is_cancelled_at_its_limit_and_retried_with_backoff()
    {
        await using MeasuredManager it = Waiting(out List<bool> cancelled);
        it.Start();
        await Eventually.HoldsAsync(() => it.Reconciler.Asked.Count == 1);
        it.Clock.Advance(TimeSpan.FromSeconds(19.9));
        Assert.Empty(cancelled);
        it.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await it.ReconciledAsync();
        Assert.Equal([true], cancelled);
        Assert.Equal(
            "Reconciling ns/a took longer than 00:00:20, was cancelled and will be retried (1 failures in a row)",
            Assert.Single(it.Logger.Messages(1112)));
        it.Clock.Advance(TimeSpan.FromMilliseconds(249));
        Assert.Single(it.Reconciler.Asked);
        it.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await Eventually.HoldsAsync(() => it.Reconciler.Asked.Count == 2);
    }

    [Fact]
    public async Task The_end_of_the_process_is_not_taken_for_the_limit()
    {
        await using MeasuredManager it = Waiting(out _, TimeSpan.FromHours(1));
        it.Start();
        await Eventually.HoldsAsync(() => it.Reconciler.Asked.Count == 1);
        Task stopped = it.StopAsync();
        await Eventually.HoldsAsync(() =>
        {
            it.Clock.Advance(TimeSpan.FromSeconds(1));
            return it.Logger.Messages(1106).Any();
        });
        await stopped.Soon();
        Assert.Empty(it.Logger.Messages(1112));
        Assert.Single(it.Logger.Messages(1108));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_limit_is_positive(int seconds) => Assert.Throws<ArgumentOutOfRangeException>(
        () => new ControllerBuilder("test", new FakeReconciler(), new CollectingLogger()).Timeout(TimeSpan.FromSeconds(seconds)));

    /// <summary>A controller whose first reconcile of the only object waits for its cancellation.</summary>
    private static MeasuredManager Waiting(out List<bool> cancelled, TimeSpan? limit = null)
    {
        List<bool> ends = cancelled = [];
        var it = new MeasuredManager(
            async (_, token) =>
            {
                if (ends.Count == 0)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    ends.Add(token.IsCancellationRequested);
                    token.ThrowIfCancellationRequested();
                }

                return ReconcileResult.Done;
            },
            builder => builder.Timeout(limit ?? TimeSpan.FromSeconds(20)));
        it.Server.Put("a");
        return it;
    }
}
