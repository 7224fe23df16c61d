using System.Text.Json.Nodes;
using Keyframe.Api.Naming;
using Keyframe.Core.Injection;
using Keyframe.Core.Planning;
using Keyframe.Core.Workloads;
using Keyframe.Operator.Resources;
using Keyframe.Runtime;
using Keyframe.Runtime.Applying;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.Execution;

/// <summary>Writes a snapshot's section into a workload's pod template, or takes it out: one change, change-cause included.</summary>
/// <param name="transport">The connection.</param>
/// <param name="workloads">The caches that will show the write.</param>
/// <param name="writes">Remembers the write until the cache shows it.</param>
internal sealed class TemplateWriter(ApiTransport transport, WorkloadCaches workloads, ReadYourWrites writes)
{
    /// <summary>Carries out the write.</summary>
    /// <param name="reconciled">The object that is being reconciled.</param>
    /// <param name="write">The write.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public async Task WriteAsync(ObjectKey reconciled, TemplateWrite write, CancellationToken cancellationToken)
    {
        var key = new ObjectKey(reconciled.Namespace, write.Workload);
        Informer<Workload> informer = workloads[write.Kind];
        JsonObject body = ApplyBody.For(informer.Type, key, new Guard(write.Uid, write.ResourceVersion));
        if (write.ChangeCause is { } cause)
        {
            body["metadata"]!["annotations"] = new JsonObject { [Annotations.ChangeCause] = cause };
        }

        JsonObject? template = write.Section is { } section ? section.ToTemplate() : SectionRemoval.PatchOf(write.From!);
        body["spec"] = new JsonObject { ["template"] = template };
        ResourceClient<Workload> client = transport.Resource(informer.Type);
        Workload written = write.Section is null
            ? await TakeOutAsync(client, key, template is null ? null : body, write.Uid, cancellationToken)
            : await ApplyAsync(client, key, body, write.MayTakeOver, cancellationToken);
        writes.Wrote(reconciled, informer, written);
    }

    /// <summary>
    /// Removes the fields, whoever owns them by now, unless that was done before; and then lets go of what an apply had to own to reach
    /// them: the keys of the containers. While it holds those, nobody who applies server-side can rename or remove one.
    /// </summary>
    private static async Task<Workload> TakeOutAsync(
        ResourceClient<Workload> client, ObjectKey key, JsonObject? removal, string uid, CancellationToken cancellationToken)
    {
        if (removal is not null)
        {
            await client.StrategicMergePatchAsync(key, removal, cancellationToken);
        }

        JsonObject nothing = ApplyBody.For(client.Type, key, new Guard(uid, ResourceVersion: null));
        return await client.ApplyAsync(key, nothing, new ApplyOptions(), cancellationToken);
    }

    private static async Task<Workload> ApplyAsync(
        ResourceClient<Workload> client, ObjectKey key, JsonObject body, bool mayTakeOver, CancellationToken cancellationToken)
    {
        try
        {
            return await client.ApplyAsync(key, body, new ApplyOptions(), cancellationToken);
        }
        catch (ApiException refusal) when (MayForce(refusal.FieldConflicts, mayTakeOver))
        {
            return await client.ApplyAsync(key, body, new ApplyOptions { Force = true }, cancellationToken);
        }
        catch (ApiException refusal) when (IsAboutTheCauseAlone(refusal.FieldConflicts))
        {
            // Whoever writes change causes of their own keeps them; our words stand in the binding's history.
            body["metadata"]!.AsObject().Remove("annotations");
            return await client.ApplyAsync(key, body, new ApplyOptions(), cancellationToken);
        }
    }

    private static bool IsAboutTheCauseAlone(IReadOnlyList<FieldConflict> conflicts) =>
        conflicts.Count > 0 && conflicts.All(conflict => conflict.Field == $".metadata.annotations.{Annotations.ChangeCause}");

    /// <summary>
    /// What we once patched is ours to change: the server tells an apply and a patch of one manager apart. Beside that, what kubectl
    /// holds, where the plan allows it.
    /// </summary>
    private static bool MayForce(IReadOnlyList<FieldConflict> conflicts, bool mayTakeOver) =>
        conflicts.Count > 0 && conflicts.All(conflict =>
            conflict.Manager == FieldManagers.Operator || (mayTakeOver && IsKubectl(conflict.Manager)));

    /// <summary>
    /// kubectl's managers are kubectl, kubectl-edit, kubectl-patch and so on, never a GitOps tool's. What kubectl apply holds is
    /// in a manifest, and comes back with it.
    /// </summary>
    private static bool IsKubectl(string manager) => manager != "kubectl-client-side-apply"
        && (manager == "kubectl" || manager.StartsWith("kubectl-", StringComparison.Ordinal));
}
