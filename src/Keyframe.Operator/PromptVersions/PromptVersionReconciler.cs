using Keyframe.Api.PromptVersions;
using Keyframe.Core.Planning;
using Keyframe.Core.Prompts;
using Keyframe.Operator.Execution;
using Keyframe.Operator.Resources;
using Keyframe.Runtime;
using Keyframe.Runtime.Controllers;

namespace Keyframe.Operator.PromptVersions;

/// <summary>Checks PromptVersions and pins their content. Owns Ready, Reconciling, Stalled, Resolved, TemplateValid,
/// SourceInSync and ParentFound.</summary>
internal sealed class PromptVersionReconciler(
    Caches caches, PromptVersionObserver observer, PlanExecutor<PromptVersion, PromptVersionStatus> executor) : IReconciler
{
    /// <inheritdoc/>
    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (caches.Prompts.Store.Get(key) is not { Metadata.DeletionTimestamp: null } prompt)
        {
            observer.Forget(key);
            return ReconcileResult.Done;
        }

        PromptObservation observation = await observer.ObserveAsync(prompt, cancellationToken);
        Plan<PromptVersionStatus> plan = PromptPlanner.Plan(observation);
        await executor.ExecuteAsync(prompt, plan, cancellationToken);
        return observation.Source?.RetryAfter is { } delay ? ReconcileResult.After(delay) : ReconcileResult.Done;
    }
}
