using Keyframe.Api.Snapshots;
using Keyframe.Core.Planning;
using Keyframe.Core.Snapshots;
using Keyframe.Operator.Execution;
using Keyframe.Operator.Resources;
using Keyframe.Runtime;
using Keyframe.Runtime.Controllers;

namespace Keyframe.Operator.Snapshots;

/// <summary>Materializes snapshots. Owns Ready, Reconciling, Stalled, PromptsResolved and Materialized.</summary>
internal sealed class SnapshotReconciler(
    Caches caches, SnapshotObserver observer, PlanExecutor<GenAIAppSnapshot, GenAIAppSnapshotStatus> executor) : IReconciler
{
    /// <inheritdoc/>
    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (caches.Snapshots.Store.Get(key) is not { Metadata.DeletionTimestamp: null } snapshot)
        {
            return ReconcileResult.Done;
        }

        SnapshotObservation observation = await observer.ObserveAsync(snapshot, cancellationToken);
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(observation);
        await executor.ExecuteAsync(snapshot, plan, cancellationToken);
        return ReconcileResult.Done;
    }
}
