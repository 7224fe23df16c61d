using Keyframe.Api.Deployments;
using Keyframe.Core.Rollouts;
using Keyframe.Operator.Execution;
using Keyframe.Operator.Resources;
using Keyframe.Runtime;
using Keyframe.Runtime.Controllers;

namespace Keyframe.Operator.Deployments;

/// <summary>Rolls snapshots out to workloads. Owns all conditions of a binding.</summary>
internal sealed class DeploymentReconciler(
    Caches caches,
    DeploymentObserver observer,
    PlanExecutor<GenAIDeployment, GenAIDeploymentStatus> executor,
    RolloutPace pace) : IReconciler
{
    /// <inheritdoc/>
    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (caches.Bindings.Store.Get(key) is not { Metadata.DeletionTimestamp: null } binding)
        {
            pace.Forget(key);
            return ReconcileResult.Done;
        }

        RolloutObservation? observation = observer.Observe(binding);
        if (RolloutPlanner.Plan(observation) is not { } plan)
        {
            observation = await observer.WithReadingAsync(observation, cancellationToken);
            if (observation is null)
            {
                // The cache is about to show a newer version, which wakes the binding.
                return ReconcileResult.Done;
            }

            plan = RolloutPlanner.Plan(observation)!;
        }

        if (plan.WriteAhead?.History is [{ Initiator: RevisionInitiator.Spec, RollbackOf: null }, ..])
        {
            if (pace.Take(key) is { } wait)
            {
                return ReconcileResult.After(wait);
            }
        }
        else
        {
            pace.Forget(key);
        }

        if (plan.WriteAhead is not null)
        {
            // A new revision goes on record, and its cause with it. Nothing else is worth reading documents for.
            plan = RolloutPlanner.Plan(await observer.WithDocumentsAsync(observation, cancellationToken))!;
        }

        await executor.ExecuteAsync(binding, plan, cancellationToken);
        return plan.LookAgain is { } delay ? ReconcileResult.After(delay) : ReconcileResult.Done;
    }
}
