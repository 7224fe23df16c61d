using k8s.Models;

namespace Keyframe.Testing.Nodes;

/// <summary>The status that a kubelet would report of a pod, from its spec, its behaviour and its status so far.</summary>
internal sealed class PodStatusDocument(V1Pod pod, PodBehavior behavior, DateTime now)
{
    // The init container at which the pod stands still, or -1. A reason for every container holds the first to start.
    private readonly int stuckAt = behavior.Reason is null
        ? -1
        : (pod.Spec.InitContainers ?? []).ToList().FindIndex(container =>
            behavior.Container is null ? behavior.Restarts == 0 : container.Name == behavior.Container);

    private bool Initializing => stuckAt >= 0;

    public V1PodStatus Build(string podIP)
    {
        List<V1ContainerStatus> containers = [.. pod.Spec.Containers.Select(Main)];
        bool neverStarted = containers.Any(container => container.State.Waiting is not null && container.LastState is null);
        string[] unready = [.. containers.Where(container => !container.Ready).Select(container => container.Name)];
        return new V1PodStatus
        {
            Phase = neverStarted ? "Pending" : "Running",
            HostIP = "127.0.0.1",
            PodIP = neverStarted ? null : podIP,
            PodIPs = neverStarted ? null : [new V1PodIP { Ip = podIP }],
            StartTime = pod.Status?.StartTime ?? now,
            Conditions =
            [
                Condition("PodScheduled", true, null, null),
                Condition("Initialized", !Initializing, "ContainersNotInitialized", "init containers have not completed"),
                Condition("ContainersReady", unready.Length == 0, "ContainersNotReady", Unready(unready)),
                Condition("Ready", unready.Length == 0, "ContainersNotReady", Unready(unready)),
            ],
            InitContainerStatuses = pod.Spec.InitContainers is { } init ? [.. init.Select(Init)] : null,
            ContainerStatuses = containers,
        };
    }

    private static string Unready(string[] names) => $"containers with unready status: [{string.Join(' ', names)}]";

    private V1PodCondition Condition(string type, bool holds, string? reason, string? message)
    {
        string status = holds ? "True" : "False";
        V1PodCondition? before = pod.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type);
        return new V1PodCondition
        {
            Type = type,
            Status = status,
            Reason = holds ? null : reason,
            Message = holds ? null : message,
            // Controllers count minReadySeconds from here.
            LastTransitionTime = before?.Status == status ? before.LastTransitionTime : now,
        };
    }

    private V1ContainerStatus Main(V1Container container)
    {
        if (Initializing)
        {
            return Waiting(container, "PodInitializing", null);
        }

        if ((behavior.Container ?? container.Name) != container.Name)
        {
            return Running(container, behavior.IsReady);
        }

        return behavior switch
        {
            { Reason: not null } => Failing(container),
            { Restarts: > 0 } => Ended(Running(container, ready: false)),
            _ => Running(container, behavior.IsReady),
        };
    }

    private V1ContainerStatus Init(V1Container container, int index)
    {
        if (Initializing && index >= stuckAt)
        {
            return index == stuckAt ? Failing(container) : Waiting(container, "PodInitializing", null);
        }

        // A sidecar: an init container that keeps running (Kubernetes 1.29).
        return container.RestartPolicy == "Always"
            ? Running(container, ready: true)
            : Of(container, ready: true, new V1ContainerState
            {
                Terminated = new V1ContainerStateTerminated
                {
                    ExitCode = 0,
                    Reason = "Completed",
                    StartedAt = now,
                    FinishedAt = now,
                },
            });
    }

    private V1ContainerStatus Running(V1Container container, bool ready)
    {
        DateTime? since = (pod.Status?.ContainerStatuses ?? [])
            .FirstOrDefault(before => before.Name == container.Name)?.State?.Running?.StartedAt;
        return Of(container, ready, new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = since ?? now } });
    }

    private V1ContainerStatus Failing(V1Container container)
    {
        if (behavior.Restarts == 0)
        {
            return Waiting(container, behavior.Reason, behavior.Message);
        }

        V1ContainerStatus status = Waiting(
            container,
            behavior.Reason,
            $"back-off 10s restarting failed container={container.Name} pod={pod.Name()}_{pod.Namespace()}({pod.Uid()})");
        return Ended(status);
    }

    /// <summary>With how it ended the last time.</summary>
    private V1ContainerStatus Ended(V1ContainerStatus status)
    {
        status.RestartCount = behavior.Restarts;
        status.LastState = new V1ContainerState
        {
            Terminated = new V1ContainerStateTerminated
            {
                ExitCode = 1,
                Reason = "Error",
                Message = behavior.Message,
                StartedAt = now,
                FinishedAt = now,
            },
        };
        return status;
    }

    private static V1ContainerStatus Waiting(V1Container container, string? reason, string? message)
    {
        V1ContainerStateWaiting waiting = new() { Reason = reason, Message = string.IsNullOrEmpty(message) ? null : message };
        V1ContainerStatus status = Of(container, ready: false, new V1ContainerState { Waiting = waiting });
        status.Started = false;
        status.ImageID = "";
        status.ContainerID = null;
        return status;
    }

    private static V1ContainerStatus Of(V1Container container, bool ready, V1ContainerState state) => new()
    {
        Name = container.Name,
        Image = container.Image,
        ImageID = $"simulated://{container.Image}",
        ContainerID = $"simulated://{container.Name}",
        Ready = ready,
        RestartCount = 0,
        Started = state.Running is not null,
        State = state,
    };
}
