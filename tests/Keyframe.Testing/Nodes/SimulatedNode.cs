using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Keyframe.Testing.Nodes;

/// <summary>The Node object of a simulated node.</summary>
internal sealed class SimulatedNode(IKubernetes client, string name, TimeProvider clock)
{
    private static readonly Dictionary<string, ResourceQuantity> Capacity = new()
    {
        ["cpu"] = new ResourceQuantity("64"),
        ["memory"] = new ResourceQuantity("256Gi"),
        ["pods"] = new ResourceQuantity("10000"),
    };

    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        V1Node node = new()
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                Labels = new Dictionary<string, string> { ["kubernetes.io/hostname"] = name },
            },
        };
        try
        {
            await client.CoreV1.CreateNodeAsync(node, cancellationToken: cancellationToken);
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.Conflict)
        {
            // Left behind by a simulator that was killed: as good as new.
        }

        await HeartbeatAsync(cancellationToken);
    }

    /// <summary>Says that the node is ready, now. A cluster with a node lifecycle controller wants that every 40 s.</summary>
    public async Task HeartbeatAsync(CancellationToken cancellationToken)
    {
        DateTime now = clock.GetUtcNow().UtcDateTime;
        V1Node status = new()
        {
            Status = new V1NodeStatus
            {
                Capacity = Capacity,
                Allocatable = Capacity,
                Conditions =
                [
                    new V1NodeCondition
                    {
                        Type = "Ready",
                        Status = "True",
                        Reason = "KubeletReady",
                        Message = "simulated",
                        LastHeartbeatTime = now,
                        LastTransitionTime = now,
                    },
                ],
            },
        };
        await client.CoreV1.PatchNodeStatusAsync(
            new V1Patch(status, V1Patch.PatchType.MergePatch), name, cancellationToken: cancellationToken);
        // A new node starts with the taint not-ready where the admission plugin puts it, and nobody else takes it off here.
        V1Patch untainted = new("""{"spec":{"taints":null}}""", V1Patch.PatchType.MergePatch);
        await client.CoreV1.PatchNodeAsync(untainted, name, cancellationToken: cancellationToken);
    }

    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await client.CoreV1.DeleteNodeAsync(name, cancellationToken: cancellationToken);
        }
        catch (Exception exception) when (exception is HttpOperationException or HttpRequestException)
        {
            // Gone already, or the whole control plane is.
        }
    }
}
