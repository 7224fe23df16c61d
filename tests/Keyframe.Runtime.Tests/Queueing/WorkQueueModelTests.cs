using CsCheck;
using Keyframe.Runtime.Queueing;
using Keyframe.Runtime.Telemetry;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Runtime.Tests.Queueing;

/// <summary>
/// Over random histories the queue hands out exactly what the naive queue does: so no key has two holders, none is lost, and
/// the earliest time and the highest priority win. Its metrics tell of it what is true.
/// </summary>
public sealed class WorkQueueModelTests
{
    private static readonly Gen<Step> GenStep = Gen.Frequency<Step>(
        (6, Gen.Select(
            Gen.Int[0, 4], Gen.OneOf(Gen.Const(0), Gen.Int[-1, 20]), Gen.Int[-1, 1],
            (key, delay, priority) => (Step)new Step.Add(key, delay, priority))),
        (4, Gen.Const((Step)new Step.Take())),
        (3, Gen.Int[0, 4].Select(n => (Step)new Step.Done(n))),
        (3, Gen.Int[1, 15].Select(ms => (Step)new Step.Advance(ms))));

    [Fact]
    public void It_behaves_as_the_naive_queue() => GenStep.Array[1, 60].Sample(steps =>
    {
        var clock = new FakeTimeProvider();
        using var runtime = new RuntimeMetrics();
        QueueMetrics metrics = runtime.Queue("model");
        using var queue = new WorkQueue<int>(clock, null, metrics);
        var model = new NaiveQueue();
        Dictionary<int, WorkItem<int>> held = [];
        return steps.Concat(Drain()).All(step => Agree(step, queue, model, clock, held) && Tells(metrics, model))
            && queue.Count == 0 && model.Count == 0;
    }, iter: 3000);

    /// <summary>Lets every delay pass and takes everything: what was added has to come out.</summary>
    private static IEnumerable<Step> Drain()
    {
        yield return new Step.Advance(100);
        for (int i = 0; i < 15; i++)
        {
            yield return new Step.Take();
            yield return new Step.Done(0);
        }
    }

    private static bool Agree(
        Step step, WorkQueue<int> queue, NaiveQueue model, FakeTimeProvider clock, Dictionary<int, WorkItem<int>> held)
    {
        switch (step)
        {
            case Step.Add(var key, var delay, var priority):
                queue.AddAfter(key, TimeSpan.FromMilliseconds(delay), new Priority(priority));
                model.Add(key, delay, priority);
                break;
            case Step.Advance(var milliseconds):
                clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
                model.Advance(milliseconds);
                break;
            case Step.Done(var nth) when held.Count > 0:
                (int done, WorkItem<int> item) = held.OrderBy(h => h.Key).ElementAt(nth % held.Count);
                held.Remove(done);
                item.Dispose();
                model.Done(done);
                break;
            case Step.Take:
                return TakesAgree(queue, model, held);
        }

        return queue.Count == model.Count;
    }

    private static bool TakesAgree(WorkQueue<int> queue, NaiveQueue model, Dictionary<int, WorkItem<int>> held)
    {
        using var giveUp = new CancellationTokenSource();
        Task<WorkItem<int>?> taken = queue.TakeAsync(giveUp.Token).AsTask();
        int? expected = model.Take();
        if (!taken.IsCompleted)
        {
            giveUp.Cancel();
            return expected is null;
        }

        WorkItem<int> item = taken.Result!;
        return item.Key == expected && held.TryAdd(item.Key, item);
    }

    private static bool Tells(QueueMetrics metrics, NaiveQueue model)
    {
        IEnumerable<(string, long)> depth = metrics.Depth.Where(d => d.Value != 0).Select(d => (d.Key, d.Value));
        (TimeSpan total, TimeSpan longest) = metrics.Unfinished;
        return metrics.Adds == model.Adds
            && depth.ToHashSet().SetEquals(model.Depth.Select(d => ($"{d.Priority}", (long)d.Count)))
            && (total.TotalMilliseconds, longest.TotalMilliseconds) == model.Unfinished;
    }

    private abstract record Step
    {
        public sealed record Add(int Key, int Delay, int Priority) : Step;

        public sealed record Take : Step;

        public sealed record Done(int Nth) : Step;

        public sealed record Advance(int Milliseconds) : Step;
    }
}
