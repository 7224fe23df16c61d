using System.Text.RegularExpressions;
using k8s.Models;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Processes;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary>A container gets another name in Git: docs/guides/gitops.md says how.</summary>
public sealed class ContainerRenameTests(Cluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_binding_that_lets_go_lets_the_container_be_renamed_and_takes_up_the_new_one()
    {
        await using World world = await World.StartAsync(cluster, "rename");
        await world.ApplyAsync(Manifests.Prompt("greeting-1", "1", "Hello") + Manifests.Snapshot("one", "greeting-1"));
        await SyncAsync(world, Manifests.Workload() + Manifests.Binding("one"));
        await world.SettledOnAsync("one", "app");
        CommandResult refused = await TrySyncAsync(world, Manifests.Workload(container: "web"));
        Assert.Contains("spec.template.spec.containers[0].image: Required value", refused.Error, StringComparison.Ordinal);

        await SyncAsync(world, Manifests.Workload() + Binding(detach: true));
        await World.EventuallyAsync(
            () => world.BindingAsync("app"), found => Conditions.IsTrue(found, "WorkloadDetached"), "the binding lets go");
        await SyncAsync(world, Manifests.Workload(container: "web") + Binding(detach: true));
        await SyncAsync(world, Manifests.Workload(container: "web") + Binding(detach: false));
        await world.SettledOnAsync("one", "app");
        V1Container container = Assert.Single((await world.WorkloadAsync("app")).Spec.Template.Spec.Containers);
        Assert.Equal(("web", "/etc/keyframe"), (container.Name, Assert.Single(container.VolumeMounts).MountPath));
    }

    [Fact]
    public async Task A_container_that_is_added_first_takes_over_without_a_moment_in_between()
    {
        await using World world = await World.StartAsync(cluster, "rename");
        await world.ApplyAsync(Manifests.Prompt("greeting-1", "1", "Hello") + Manifests.Snapshot("one", "greeting-1"));
        await SyncAsync(world, Manifests.Workload() + Manifests.Binding("one"));
        await world.SettledOnAsync("one", "app");
        const string second = """
            image: example.com/app:1
                  - name: web
                    image: example.com/app:1
            """;
        string binding = Manifests.Binding("one", injection: "injection: {containers: [web]}");
        await SyncAsync(world, Manifests.Workload().Replace("image: example.com/app:1", second, StringComparison.Ordinal) + binding);
        await World.EventuallyAsync<V1Deployment>(
            async () => await world.WorkloadAsync("app"),
            workload => workload.Spec.Template.Spec.Containers.Single(container => container.Name == "web").VolumeMounts?.Count == 1,
            "the snapshot is in the new container");
        await world.SettledOnAsync("one", "app");
        await SyncAsync(world, Manifests.Workload(container: "web") + binding);
        await world.SettledOnAsync("one", "app");
        V1Container container = Assert.Single((await world.WorkloadAsync("app")).Spec.Template.Spec.Containers);
        Assert.Equal(("web", "/etc/keyframe"), (container.Name, Assert.Single(container.VolumeMounts).MountPath));
    }

    [Fact]
    public async Task Under_client_side_apply_it_is_just_renamed()
    {
        await using World world = await World.StartAsync(cluster, "rename");
        await world.ApplyAsync(Manifests.Everything());
        await world.SettledOnAsync("one", "app");
        await world.ApplyAsync(Manifests.Workload(container: "web"));
        await World.EventuallyAsync<V1Deployment>(
            async () => await world.WorkloadAsync("app"),
            workload => workload.Spec.Template.Spec.Containers is [{ Name: "web", VolumeMounts.Count: 1 }],
            "the snapshot is in the renamed container");
        await world.SettledOnAsync("one", "app");
    }

    [Fact]
    public async Task The_history_of_the_workload_says_so()
    {
        await using World world = await World.StartAsync(cluster, "rename");
        await world.ApplyAsync(Manifests.Everything());
        await world.SettledOnAsync("one", "app");
        await world.ApplyAsync(Binding(detach: true));
        await World.EventuallyAsync(
            () => world.BindingAsync("app"), found => Conditions.IsTrue(found, "WorkloadDetached"), "the binding lets go");
        await world.ApplyAsync(Binding(detach: false));
        await world.SettledOnAsync("one", "app");
        string history = (await world.Kubectl.RunAsync(["rollout", "history", "deployment/app"], Token)).Output;
        Assert.Matches(
            @"^\d\s+snapshot one taken out\n\d\s+snapshot one \([0-9a-f]{10}\): ",
            string.Join('\n', Regex.Split(history.Trim(), "\n").TakeLast(2)));
    }

    private static string Binding(bool detach) => Manifests.Binding("one", injection: $"detach: {(detach ? "true" : "false")}");

    private static async Task SyncAsync(World world, string yaml) => (await TrySyncAsync(world, yaml)).EnsureSuccess();

    private static Task<CommandResult> TrySyncAsync(World world, string yaml) => world.Kubectl.RunAsync(
        ["apply", "--server-side", "--force-conflicts", "--field-manager=kustomize-controller", "-f", "-"], yaml, Token);
}
