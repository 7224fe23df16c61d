using Keyframe.Core.Planning;
using Keyframe.Core.Retention;
using Keyframe.Operator.Execution;
using Keyframe.Operator.Resources;
using Keyframe.Runtime;
using Keyframe.Runtime.Controllers;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.Retention;

/// <summary>
/// Keeps the owners of materialized ConfigMaps, by their keys. It writes nothing but owner references, and deletes nothing:
/// collecting is Kubernetes' part.
/// </summary>
internal sealed class RetentionReconciler(
    Caches caches, RetentionObserver observer, ConfigMapWriter writer) : IReconciler
{
    /// <inheritdoc/>
    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (caches.ConfigMaps.Store.Get(key) is not { Metadata.DeletionTimestamp: null } configMap
            || RetentionCaches.SnapshotOf(configMap) is not { } snapshot)
        {
            return ReconcileResult.Done;
        }

        RetentionObservation observation = observer.Observe(configMap, snapshot);
        RetentionPlan plan = RetentionPlanner.Plan(observation);
        if (plan.ToProve.Count > 0)
        {
            plan = RetentionPlanner.Plan(
                await observer.ProveAsync(observation, key.Namespace, plan.ToProve, cancellationToken));
        }

        if (plan.Write is { } write)
        {
            await WriteAsync(key, write, cancellationToken);
        }

        return ReconcileResult.Done;
    }

    private async Task WriteAsync(ObjectKey key, ConfigMapWrite write, CancellationToken cancellationToken)
    {
        try
        {
            await writer.WriteAsync(key, write, cancellationToken);
        }
        catch (ApiException gone) when (gone.IsNotFound)
        {
            // Collected meanwhile; the cache is about to show it.
        }
    }
}
