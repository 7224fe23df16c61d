using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Keyframe.Testing.Nodes;

/// <summary>Takes one pod a step further: binds it, reports it, removes it.</summary>
internal sealed class PodKeeper(IKubernetes client, string nodeName, TimeProvider clock)
{
    private readonly Dictionary<string, Kept> kept = [];
    private volatile PodDecision decide = (_, _) => ValueTask.FromResult(PodBehavior.Ready);
    private int addresses;

    public PodDecision Decide
    {
        get => decide;
        set => decide = value;
    }

    public void Forget(string uid) => kept.Remove(uid);

    public async Task KeepAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        bool bound = !string.IsNullOrEmpty(pod.Spec.NodeName);
        if (pod.Metadata.DeletionTimestamp is not null)
        {
            if (!bound || pod.Spec.NodeName == nodeName)
            {
                await DeleteAsync(pod, cancellationToken);
            }
        }
        else if (!bound)
        {
            await BindAsync(pod, cancellationToken);
        }
        else if (pod.Spec.NodeName == nodeName && pod.Status?.Phase is not ("Succeeded" or "Failed"))
        {
            await ReportAsync(pod, cancellationToken);
        }
    }

    private Task<V1Pod> DeleteAsync(V1Pod pod, CancellationToken cancellationToken) =>
        client.CoreV1.DeleteNamespacedPodAsync(
            pod.Name(),
            pod.Namespace(),
            new V1DeleteOptions { GracePeriodSeconds = 0, Preconditions = new V1Preconditions { Uid = pod.Uid() } },
            cancellationToken: cancellationToken);

    private async Task BindAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        V1Binding binding = new()
        {
            Metadata = new V1ObjectMeta { Name = pod.Name(), NamespaceProperty = pod.Namespace(), Uid = pod.Uid() },
            Target = new V1ObjectReference { ApiVersion = "v1", Kind = "Node", Name = nodeName },
        };
        try
        {
            await client.CoreV1.CreateNamespacedPodBindingAsync(
                binding, pod.Name(), pod.Namespace(), cancellationToken: cancellationToken);
        }
        catch (HttpOperationException exception) when (exception.Response.StatusCode == HttpStatusCode.Conflict)
        {
            // A scheduler was faster; the pod's next event says where it went.
        }
    }

    private async Task ReportAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        Kept before = kept.GetValueOrDefault(pod.Uid()) ?? new Kept(NextAddress());
        PodContext context = new(pod, client);
        // Once started, a pod keeps what it mounted.
        PodRequirements.Refusal? refusal = before.Started ? null : await PodRequirements.MissingAsync(context, cancellationToken);
        PodBehavior behavior = refusal?.Behavior ?? await decide(context, cancellationToken);
        if (behavior == before.Behavior)
        {
            return;
        }

        if (refusal?.MountFailure is { } failure)
        {
            await RecordMountFailureAsync(pod, failure, cancellationToken);
        }

        V1Pod patch = new()
        {
            // The uid guards against a new pod of the same name.
            Metadata = new V1ObjectMeta { Uid = pod.Uid() },
            Status = new PodStatusDocument(pod, behavior, clock.GetUtcNow().UtcDateTime).Build(before.Address),
        };
        await client.CoreV1.PatchNamespacedPodStatusAsync(
            new V1Patch(patch, V1Patch.PatchType.MergePatch), pod.Name(), pod.Namespace(), cancellationToken: cancellationToken);
        kept[pod.Uid()] = before with { Behavior = behavior, Started = before.Started || refusal is null };
    }

    private Task<Corev1Event> RecordMountFailureAsync(V1Pod pod, string message, CancellationToken cancellationToken)
    {
        DateTime now = clock.GetUtcNow().UtcDateTime;
        Corev1Event occurrence = new()
        {
            Metadata = new V1ObjectMeta { GenerateName = pod.Name() + ".", NamespaceProperty = pod.Namespace() },
            InvolvedObject = new V1ObjectReference
            {
                ApiVersion = "v1",
                Kind = "Pod",
                Name = pod.Name(),
                NamespaceProperty = pod.Namespace(),
                Uid = pod.Uid(),
            },
            Type = "Warning",
            Reason = "FailedMount",
            Message = message,
            Source = new V1EventSource { Component = "kubelet", Host = nodeName },
            FirstTimestamp = now,
            LastTimestamp = now,
            Count = 1,
        };
        return client.CoreV1.CreateNamespacedEventAsync(occurrence, pod.Namespace(), cancellationToken: cancellationToken);
    }

    private string NextAddress()
    {
        addresses++;
        return $"10.244.{(addresses >> 8) & 255}.{addresses & 255}";
    }

    private sealed record Kept(string Address)
    {
        public PodBehavior? Behavior { get; init; }

        public bool Started { get; init; }
    }
}
