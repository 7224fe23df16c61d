using System.Collections.Concurrent;
using Keyframe.Api.Deployments;
using Keyframe.Core.Injection;
using Keyframe.Core.Rollouts;
using Keyframe.Core.Workloads;
using Keyframe.Runtime.Caching;

namespace Keyframe.Operator.Deployments;

/// <summary>
/// Watches how sections are removed from templates. Only the change itself tells an undo to before the binding from a
/// replacement by the manifest: a moment later Kubernetes' own controller has put its annotation back, and both look the same.
/// </summary>
internal sealed class TemplateRemovals
{
    private readonly ConcurrentDictionary<string, TemplateRemoval> _removals = new(StringComparer.Ordinal);

    /// <summary>Begins to watch. Before controllers do, so that they find what a change told.</summary>
    /// <param name="workloads">The workloads.</param>
    public void Watch(IEnumerable<Informer<Workload>> workloads)
    {
        foreach (Informer<Workload> informer in workloads)
        {
            informer.Subscribe(Note);
        }
    }

    /// <summary>How the section of a workload was removed; unknown where it was not, or nobody was watching.</summary>
    /// <param name="workload">The workload.</param>
    public TemplateRemoval Of(Workload workload) => _removals.GetValueOrDefault(workload.Metadata.Uid);

    /// <summary>Takes note of a change.</summary>
    /// <param name="change">The change.</param>
    internal void Note(ObjectChange<Workload> change)
    {
        string uid = change.Current.Metadata.Uid;
        if (change.New is not { } now || TemplateIdentity.Of(now.Spec.Template) is not null)
        {
            _removals.TryRemove(uid, out _);
        }
        else if (change.Old is { } before && TemplateIdentity.Of(before.Spec.Template) is not null)
        {
            _removals[uid] = Judge(before, now);
        }
    }

    /// <summary>
    /// An undo of a StatefulSet or DaemonSet leaves the annotations alone, as an edit does: there the template has to tell.
    /// </summary>
    private static TemplateRemoval Judge(Workload before, Workload now)
    {
        if (now.Kind != nameof(WorkloadKind.Deployment))
        {
            return before.HasChangeCause && !now.HasChangeCause ? TemplateRemoval.Replaced : TemplateRemoval.Unknown;
        }

        return now switch
        {
            { HasRevision: false } => TemplateRemoval.Replaced,
            { HasChangeCause: false } when before.HasChangeCause => TemplateRemoval.Undone,
            _ => TemplateRemoval.Edited,
        };
    }
}
