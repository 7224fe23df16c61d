using Keyframe.Api.Snapshots;
using Keyframe.Core.Retrieval;
using Keyframe.Operator.Resources;
using Keyframe.Runtime;
using Keyframe.Runtime.Controllers;

namespace Keyframe.Operator.Retrieval;

/// <summary>
/// Looks at the indexes of snapshots that a binding uses. It writes nothing: what it finds out goes into the snapshot's condition by
/// the snapshot's own controller.
/// </summary>
internal sealed class RetrievalReconciler(Caches caches, IndexChecks checks, RetrievalReports reports) : IReconciler
{
    /// <inheritdoc/>
    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (caches.Snapshots.Store.Get(key) is not { Metadata.DeletionTimestamp: null } snapshot || reports.For(snapshot) is null)
        {
            checks.Forget(key);
            reports.Forget(key);
            return ReconcileResult.Done;
        }

        if (!caches.IsInUse(snapshot))
        {
            checks.Forget(key);
            reports.Report(snapshot, new RetrievalReport(null, IsInUse: false));
            return ReconcileResult.Done;
        }

        var findings = new List<RetrievalFinding>();
        TimeSpan? next = null;
        foreach (RetrievalSpec item in snapshot.Spec.Retrieval!.Where(item => item.Verify is not null))
        {
            (RetrievalFinding finding, TimeSpan? wait) = await checks.LookAsync(snapshot, item, cancellationToken);
            findings.Add(finding);
            next = wait is { } pause && !(next < pause) ? pause : next;
        }

        reports.Report(snapshot, new RetrievalReport(findings, IsInUse: true));
        return next is { } soonest ? ReconcileResult.After(soonest) : ReconcileResult.Done;
    }
}
