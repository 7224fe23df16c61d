using System.Collections.Concurrent;
using Keyframe.Runtime.Controllers;

namespace Keyframe.Runtime.Tests.Controllers;

/// <summary>Does what the test says, and remembers what it was asked.</summary>
internal sealed class FakeReconciler(Func<ObjectKey, CancellationToken, Task<ReconcileResult>> act) : IReconciler
{
    public FakeReconciler()
        : this((_, _) => Task.FromResult(ReconcileResult.Done))
    {
    }

    public ConcurrentQueue<ObjectKey> Asked { get; } = [];

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        Asked.Enqueue(key);
        return await act(key, cancellationToken);
    }
}
