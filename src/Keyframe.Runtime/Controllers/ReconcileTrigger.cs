using System.Collections.Immutable;
using Keyframe.Runtime.Queueing;

namespace Keyframe.Runtime.Controllers;

/// <summary>
/// Wakes controllers for what no informer shows, such as news from outside the cluster: controller-runtime's <c>source.Channel</c>.
/// Nothing is kept: a controller that does not run yet, because it waits for its caches or for leadership, finds the keys in its
/// queue once it does.
/// </summary>
public sealed class ReconcileTrigger
{
    private ImmutableArray<WorkQueue<ObjectKey>> _queues = [];

    /// <summary>Has an object reconciled by every controller that listens.</summary>
    /// <param name="key">The object.</param>
    public void Fire(ObjectKey key)
    {
        foreach (WorkQueue<ObjectKey> queue in _queues)
        {
            queue.Add(key);
        }
    }

    internal void Subscribe(WorkQueue<ObjectKey> queue) => ImmutableInterlocked.Update(ref _queues, queues => queues.Add(queue));
}
