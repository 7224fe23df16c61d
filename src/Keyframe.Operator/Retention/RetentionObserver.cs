using k8s.Models;
using Keyframe.Api.Deployments;
using Keyframe.Core.Planning;
using Keyframe.Core.Retention;
using Keyframe.Core.Workloads;
using Keyframe.Operator.Resources;
using Keyframe.Runtime;

namespace Keyframe.Operator.Retention;

/// <summary>
/// Gathers what the owners of a ConfigMap depend on, from caches; and has the API server confirm it before a workload is
/// released.
/// </summary>
internal sealed class RetentionObserver(Caches caches, RetentionCaches retention, LiveTemplates live)
{
    public RetentionObservation Observe(ConfigMapMetadata configMap, string snapshot)
    {
        string name = configMap.Metadata.Name;
        string value = Caches.Value(configMap.Metadata.NamespaceProperty, name);
        IEnumerable<TemplateHolder> mounting =
            caches.Workloads.ThatMount(value).Select(workload => TemplateHolder.Of(workload, name));
        return new RetentionObservation(configMap.ToIdentity(), snapshot)
        {
            SnapshotExists = retention.IsWanted(configMap, snapshot),
            Workloads =
            [
                .. mounting.Concat(Owning(configMap))
                    .DistinctBy(holder => holder.Identity.Uid)
                    .Select(holder => WithBinding(holder, configMap, snapshot)),
            ],
            Revisions = [.. retention.RevisionsThatMount(value).Select(source => TemplateHolder.Of(source, name))],
        };
    }

    /// <summary>
    /// Looks at workloads and then at all revisions of their kinds, in this order: a workload whose controller has seen the
    /// template that does not mount the ConfigMap makes no revision any more that does.
    /// </summary>
    public async Task<RetentionObservation> ProveAsync(
        RetentionObservation observation,
        string @namespace,
        IReadOnlyList<OwnerIdentity> workloads,
        CancellationToken cancellationToken)
    {
        string name = observation.ConfigMap.Name;
        var proven = new Dictionary<string, TemplateHolder>(StringComparer.Ordinal);
        foreach (OwnerIdentity workload in workloads)
        {
            var key = new ObjectKey(@namespace, workload.Name);
            if (await live.FindAsync(workload.Kind, key, cancellationToken) is { } found && found.Metadata.Uid == workload.Uid)
            {
                proven[workload.Uid] = TemplateHolder.Of(found, name);
            }
        }

        IReadOnlyList<TemplateSource> revisions = await live.RevisionsAsync(
            @namespace, workloads.Select(workload => workload.Kind), cancellationToken);
        return observation with
        {
            Workloads =
            [
                .. from workload in observation.Workloads
                   let now = proven.GetValueOrDefault(workload.Identity.Uid)
                   where now is not null || workload.Mounts
                   select now is null ? workload : now with { IsBound = workload.IsBound },
            ],
            Revisions =
            [
                .. observation.Revisions
                    .Concat(revisions.Select(revision => TemplateHolder.Of(revision, name)).Where(revision => revision.Mounts))
                    .DistinctBy(revision => revision.Identity.Uid),
            ],
            IsProven = true,
        };
    }

    private IEnumerable<TemplateHolder> Owning(ConfigMapMetadata configMap)
    {
        string name = configMap.Metadata.Name;
        foreach (V1OwnerReference owner in configMap.Metadata.OwnerReferences ?? [])
        {
            if (RetentionCaches.KindOf(owner) is { } kind
                && caches.Workloads[kind].Store.Get(new ObjectKey(configMap.Metadata.NamespaceProperty, owner.Name)) is { } workload
                && workload.Metadata.Uid == owner.Uid)
            {
                yield return TemplateHolder.Of(workload, name);
            }
        }
    }

    private TemplateHolder WithBinding(TemplateHolder holder, ConfigMapMetadata configMap, string snapshot) => holder with
    {
        IsBound = caches.BindingsByWorkload
            .Find(Caches.WorkloadValue(holder.Identity.Kind, configMap.Metadata.NamespaceProperty, holder.Identity.Name))
            .Any(binding => Names(binding, snapshot)),
    };

    /// <summary>
    /// Whether a binding asks for the snapshot, is about to write it, or had it last. All three: a write that was decided on an
    /// earlier look may still be under way.
    /// </summary>
    private static bool Names(GenAIDeployment binding, string snapshot) =>
        binding.Spec.SnapshotRef.Name == snapshot
        || binding.Status?.Pending?.Snapshot == snapshot
        || binding.Status?.Active?.Snapshot == snapshot;
}
