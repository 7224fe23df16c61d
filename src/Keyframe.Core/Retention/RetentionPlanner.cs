using System.Security.Cryptography;
using System.Text;
using Keyframe.Api.Naming;
using Keyframe.Core.Planning;

namespace Keyframe.Core.Retention;

/// <summary>
/// Who owns a materialized ConfigMap, so that Kubernetes' garbage collector keeps it as long as a pod could be started from it,
/// whether the operator runs or not.
/// </summary>
/// <remarks>
/// Owners are added at once and taken away late. Every workload whose template mounts the ConfigMap is one, and every ReplicaSet
/// and ControllerRevision. A workload stays one while any of its revisions mounts it: with the operator away,
/// <c>kubectl rollout undo</c> can bring the ConfigMap back into the template, and the deploys after it make revisions that
/// nobody adds. Nor is anything taken away while the snapshot exists: it would change nothing, and a rollback would pay for it.
/// Owners of other kinds are nobody's business here, and those that are gone are the garbage collector's.
/// </remarks>
public static class RetentionPlanner
{
    /// <summary>Plans the owners of a ConfigMap. Pure and total.</summary>
    /// <param name="observation">What was observed.</param>
    public static RetentionPlan Plan(RetentionObservation observation)
    {
        IReadOnlyList<OwnerIdentity> owners = observation.ConfigMap.Owners;
        if (owners.Count == 0)
        {
            // Nobody collects it then, so nothing is to be done; an owner would only give it an end that its maker did not want:
            // somebody's copy, or what was left behind by a deletion with --cascade=orphan.
            return RetentionPlan.Nothing;
        }

        OwnerIdentity[] missing =
        [
            .. observation.Workloads.Concat(observation.Revisions)
                .Where(holder => holder is { Mounts: true, IsDeleting: false } && !IsOwner(observation, holder))
                .Select(holder => holder.Identity)
                .OrderBy(owner => owner.Kind, StringComparer.Ordinal).ThenBy(owner => owner.Name, StringComparer.Ordinal),
        ];
        if (missing.Length > 0)
        {
            return Write(observation, [.. owners, .. missing]);
        }

        OwnerIdentity[] done =
            [.. observation.Workloads.Where(workload => IsDone(observation, workload)).Select(workload => workload.Identity)];
        if (done.Length == 0 || observation.SnapshotExists)
        {
            return RetentionPlan.Nothing;
        }

        return observation.IsProven ? Release(observation, done) : new RetentionPlan(null, done);
    }

    /// <summary>
    /// Whether a workload owns the ConfigMap for nothing: neither its template nor a revision of it mounts it, or will.
    /// </summary>
    private static bool IsDone(RetentionObservation observation, TemplateHolder workload) =>
        workload is { Mounts: false, IsDeleting: false, IsObserved: true, IsBound: false }
        && IsOwner(observation, workload)
        && !observation.Revisions.Any(revision => revision.Mounts && revision.Workload == workload.Identity.Uid);

    private static bool IsOwner(RetentionObservation observation, TemplateHolder holder) =>
        observation.ConfigMap.Owners.Any(owner => owner.Uid == holder.Identity.Uid);

    private static RetentionPlan Release(RetentionObservation observation, OwnerIdentity[] done) => Write(
        observation,
        [.. observation.ConfigMap.Owners.Where(owner => done.All(released => released.Uid != owner.Uid)), Gone(observation)]);

    /// <summary>
    /// An owner that is gone, in the place of those that are released: a ConfigMap without any owner is never collected. The
    /// garbage collector asks for it, finds nothing, and takes it off, or collects the ConfigMap where nobody else owns it by
    /// then.
    /// </summary>
    /// <remarks>
    /// Also where owners are left: they may be gone as well, and the garbage collector about to take them off, which it does
    /// without a resourceVersion (k8s.io/kubernetes pkg/controller/garbagecollector, deleteOwnerRefStrategicMergePatch). For
    /// the same reason the uid is never used twice. No object has it.
    /// </remarks>
    private static OwnerIdentity Gone(RetentionObservation observation)
    {
        ConfigMapIdentity configMap = observation.ConfigMap;
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{configMap.Uid}/{configMap.ResourceVersion}"));
        string uid = new Guid(hash.AsSpan(0, 16)).ToString();
        return new OwnerIdentity(ApiGroup.ApiVersion, "GenAIAppSnapshot", observation.Snapshot, uid);
    }

    private static RetentionPlan Write(RetentionObservation observation, IReadOnlyList<OwnerIdentity> owners)
    {
        ConfigMapIdentity configMap = observation.ConfigMap;
        var write = new ConfigMapWrite.SetOwners(configMap.Name, configMap.Uid, configMap.ResourceVersion, owners);
        return new RetentionPlan(write, []);
    }
}
