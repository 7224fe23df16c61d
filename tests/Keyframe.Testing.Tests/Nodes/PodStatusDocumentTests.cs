using k8s.Models;
using Keyframe.Testing.Nodes;

namespace Keyframe.Testing.Tests.Nodes;

public sealed class PodStatusDocumentTests
{
    private static readonly DateTime Now = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Fact]
    public void A_ready_pod_runs_every_container_and_has_an_address()
    {
        V1PodStatus status = Build(Pod(["init"]), PodBehavior.Ready);
        Assert.Equal("Running", status.Phase);
        Assert.Equal("10.0.0.1", status.PodIP);
        Assert.All(status.Conditions, condition => Assert.Equal("True", condition.Status));
        Assert.All(status.ContainerStatuses, container => Assert.NotNull(container.State.Running));
        Assert.Equal("Completed", Assert.Single(status.InitContainerStatuses).State.Terminated.Reason);
    }

    [Fact]
    public void A_sidecar_keeps_running()
    {
        V1Pod pod = Pod(["proxy"]);
        pod.Spec.InitContainers[0].RestartPolicy = "Always";
        V1ContainerStatus status = Assert.Single(Build(pod, PodBehavior.Ready).InitContainerStatuses);
        Assert.NotNull(status.State.Running);
        Assert.True(status.Ready);
        Assert.True(status.Started);
    }

    [Fact]
    public void A_crash_loop_names_the_container_and_keeps_the_pod_running()
    {
        V1PodStatus status = Build(Pod([]), PodBehavior.CrashLoopBackOff("app", "bad prompt", 4));
        Assert.Equal("Running", status.Phase);
        Assert.Equal("containers with unready status: [app]", Condition(status, "Ready").Message);
        V1ContainerStatus app = status.ContainerStatuses.Single(container => container.Name == "app");
        Assert.Equal((4, "CrashLoopBackOff", "bad prompt"),
            (app.RestartCount, app.State.Waiting.Reason, app.LastState.Terminated.Message));
        Assert.True(status.ContainerStatuses.Single(container => container.Name == "side").Ready);
    }

    [Theory]
    [InlineData("app", "CreateContainerError")]
    [InlineData("app", "CreateContainerConfigError")]
    [InlineData(null, "ContainerCreating")]
    public void A_container_that_never_started_keeps_the_pod_pending(string? container, string reason)
    {
        V1PodStatus status = Build(Pod([]), PodBehavior.Waiting(container, reason, "why"));
        Assert.Equal("Pending", status.Phase);
        Assert.Null(status.PodIP);
        Assert.Equal(reason, status.ContainerStatuses[0].State.Waiting.Reason);
        Assert.Equal("False", Condition(status, "Ready").Status);
    }

    [Theory]
    [InlineData("second", 0)]
    [InlineData("second", 2)]
    public void A_failing_init_container_holds_what_comes_after_it(string container, int restarts)
    {
        PodBehavior behavior = restarts == 0
            ? PodBehavior.CreateContainerError(container, "why")
            : PodBehavior.CrashLoopBackOff(container, "why", restarts);
        V1PodStatus status = Build(Pod(["first", "second", "third"]), behavior);
        Assert.Equal("False", Condition(status, "Initialized").Status);
        Assert.Equal(
            [null, behavior.Reason, "PodInitializing"], status.InitContainerStatuses.Select(init => init.State.Waiting?.Reason));
        Assert.All(status.ContainerStatuses, main => Assert.Equal("PodInitializing", main.State.Waiting.Reason));
        Assert.Equal("Pending", status.Phase);
    }

    [Fact]
    public void A_condition_keeps_the_time_of_its_last_change()
    {
        V1Pod pod = Pod([]);
        pod.Status = Build(pod, PodBehavior.Ready);
        V1PodStatus later = new PodStatusDocument(pod, PodBehavior.NotReady, Now.AddMinutes(1)).Build("10.0.0.1");
        Assert.Equal(Now, Condition(later, "Initialized").LastTransitionTime);
        Assert.Equal(Now.AddMinutes(1), Condition(later, "Ready").LastTransitionTime);
        Assert.Equal(Now, later.StartTime);
        Assert.Equal(Now, later.ContainerStatuses[0].State.Running.StartedAt);
    }

    private static V1PodStatus Build(V1Pod pod, PodBehavior behavior) =>
        new PodStatusDocument(pod, behavior, Now).Build("10.0.0.1");

    private static V1PodCondition Condition(V1PodStatus status, string type) =>
        status.Conditions.Single(condition => condition.Type == type);

    private static V1Pod Pod(string[] init) => new()
    {
        Metadata = new V1ObjectMeta { Name = "p", NamespaceProperty = "n", Uid = "u" },
        Spec = new V1PodSpec
        {
            InitContainers = init.Length == 0 ? null : [.. init.Select(Container)],
            Containers = [Container("app"), Container("side")],
        },
    };

    private static V1Container Container(string name) => new() { Name = name, Image = "example.com/app:1" };
}
