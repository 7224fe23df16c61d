using Keyframe.Api.PromptRegistries;
using Keyframe.Core.Planning;
using Keyframe.Core.Registries;
using Keyframe.Operator.Execution;
using Keyframe.Operator.Resources;
using Keyframe.Runtime;
using Keyframe.Runtime.Controllers;

namespace Keyframe.Operator.PromptRegistries;

/// <summary>
/// Looks at registries from time to time, and proposes PromptVersions. Owns Ready, Reconciling, Stalled, Reachable, Authenticated and
/// Tracking.
/// </summary>
internal sealed class PromptRegistryReconciler(
    Caches caches,
    RegistrySurveyor surveyor,
    CaBundles bundles,
    RegistrySchedule schedule,
    PlanExecutor<PromptRegistry, PromptRegistryStatus> executor) : IReconciler
{
    /// <inheritdoc/>
    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (caches.Registries.Store.Get(key) is not { Metadata.DeletionTimestamp: null } registry)
        {
            surveyor.Forget(key);
            schedule.Forget(key);
            return ReconcileResult.Done;
        }

        string? caVersion = bundles.VersionOf(registry);
        TimeSpan wait = schedule.Wait(registry, caVersion);
        if (wait > TimeSpan.Zero)
        {
            return ReconcileResult.After(wait);
        }

        (RegistryObservation observation, TimeSpan? retryAfter) = await surveyor.ObserveAsync(registry, cancellationToken);
        Plan<PromptRegistryStatus> plan = RegistryPlanner.Plan(observation);
        await executor.ExecuteAsync(registry, plan, cancellationToken);
        return ReconcileResult.After(schedule.Looked(registry, caVersion, observation.Failure, retryAfter));
    }
}
