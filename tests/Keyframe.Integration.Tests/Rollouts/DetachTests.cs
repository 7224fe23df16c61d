using k8s.Models;
using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Faults;
using Keyframe.Testing.Processes;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary>Keyframe leaves a workload: by spec.detach with everything it put in, by deletion of the binding with nothing.</summary>
public sealed class DetachTests(Cluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>At which of its writes the operator dies: the patch, the letting go, the status.</summary>
    public static TheoryData<int, bool> Deaths => new()
    {
        { 1, false },
        { 1, true },
        { 2, true },
        { 3, true },
    };

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task Wherever_the_operator_dies_everything_is_taken_out_and_let_go_of(int write, bool reachesServer)
    {
        await using World world = await World.StartAsync(cluster, "detach");
        await BoundApp.StartAsync(world);
        await world.Operator.QuietAsync();
        await world.Operator.StopAsync();
        long generation = (await world.WorkloadAsync("app")).Metadata.Generation!.Value;
        int sets = (await world.ReplicaSetsAsync()).Count;

        RunningOperator mortal = world.StartOperator(reachesServer ? Fault.CrashAfter(write) : Fault.CrashBefore(write));
        await mortal.QuietAsync();
        Assert.Empty(mortal.Writes);
        await world.RespecAsync("""{"detach": true}""");
        await mortal.Ended;
        Assert.True(mortal.IsGone);
        world.StartOperator();

        await world.SaysAsync("Ready", Reasons.Detached);
        await world.Operator.QuietAsync();
        V1Deployment bare = await world.WorkloadAsync("app");
        AssertBare(bare);
        Assert.Equal(generation + 1, bare.Metadata.Generation);
        Assert.Equal(sets, (await world.ReplicaSetsAsync()).Count);
        Assert.Equal("snapshot one taken out", bare.Metadata.Annotations["kubernetes.io/change-cause"]);
        await world.SaysAsync("WorkloadDetached", Reasons.Detached);

        // Nobody stands in the way of whoever applies server-side now.
        CommandResult renamed = await world.Kubectl.RunAsync(
            ["apply", "--server-side", "--force-conflicts", "--field-manager=kubectl-client-side-apply", "-f", "-"],
            Manifests.Workload(container: "web"), Token);
        renamed.EnsureSuccess();
    }

    [Fact]
    public async Task What_another_manager_owns_as_well_goes_too_and_what_is_the_users_stays()
    {
        await using World world = await World.StartAsync(cluster, "detach");
        await BoundApp.StartAsync(world);
        V1Deployment bound = await world.WorkloadAsync("app");
        string template = $$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: app}
            spec:
              selector: {matchLabels: {app: app} }
              template:
                metadata: {labels: {keyframe.dev/snapshot: one} }
                spec:
                  volumes:
                  - name: keyframe
                    configMap: {name: {{bound.Spec.Template.Spec.Volumes[0].ConfigMap.Name}} }
                  - name: cache
                    emptyDir: {}
                  containers:
                  - name: main
                    env: [{name: KEYFRAME_SNAPSHOT, value: one}, {name: MODE, value: fast}]
                    volumeMounts: [{name: cache, mountPath: /cache}]
            """;
        CommandResult owned = await world.Kubectl.RunAsync(["apply", "--server-side", "--field-manager=other", "--validate=false", "-f", "-"], template, Token);
        owned.EnsureSuccess();
        await world.SettledOnAsync("one", "app");
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.RespecAsync("""{"detach": true}""");
        await world.SaysAsync("Ready", Reasons.Detached);
        V1PodSpec left = (await world.WorkloadAsync("app")).Spec.Template.Spec;
        Assert.Equal("cache", Assert.Single(left.Volumes).Name);
        Assert.Equal(("MODE", "fast"), (Assert.Single(left.Containers[0].Env).Name, left.Containers[0].Env[0].Value));
        Assert.Equal("/cache", Assert.Single(left.Containers[0].VolumeMounts).MountPath);
        Assert.Null(await world.LiveAsync());
        Assert.DoesNotContain(Held(await world.WorkloadAsync("app")), fields => fields.Contains("f:template", StringComparison.Ordinal));

        // Two requests are one rollout: the second one changes no more than who owns what.
        Assert.Equal(new RolloutCost(Writes: 2, Generations: 1, ReplicaSets: 1), await meter.SpentAsync());

        // Back again, it stands behind the user's own variables, which is another template than before.
        await world.RespecAsync("""{"detach": false}""");
        await world.SettledOnAsync("one", "app");
        Assert.Equal(new RolloutCost(Writes: 3, Generations: 2, ReplicaSets: 2), await meter.SpentAsync());
    }

    [Fact]
    public async Task Deleting_the_binding_leaves_pods_template_and_configuration_and_a_new_one_takes_them_up()
    {
        await using World world = await World.StartAsync(cluster, "deleted");
        await BoundApp.StartAsync(world);
        await world.PointToAsync("two", "app");
        GenAIDeployment settled = await world.SettledOnAsync("two", "app");
        string configMap = settled.Status!.History[0].ConfigMap!;
        string pod = Assert.Single(await world.PodsAsync("keyframe.dev/snapshot=two")).Metadata.Uid;
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.RunAsync("delete", "genaideployment", "app");
        Assert.Equal(new RolloutCost(Writes: 0, Generations: 0, ReplicaSets: 0), await meter.SpentAsync());
        Assert.Equal("two", await world.LiveAsync());
        Assert.Equal(pod, Assert.Single(await world.PodsAsync("keyframe.dev/snapshot=two")).Metadata.Uid);
        Assert.NotNull(await world.ConfigMapAsync(configMap));

        await world.ApplyAsync(Manifests.Binding("two"));
        GenAIDeployment again = await world.HistoryAsync("2:two:Completed 1:one:Superseded");
        Assert.All(again.Status!.History, entry => Assert.Equal(RevisionInitiator.Found, entry.Initiator));
        await world.SettledOnAsync("two", "app");
        Assert.Equal(new RolloutCost(Writes: 0, Generations: 0, ReplicaSets: 0), await meter.SpentAsync());
    }

    private static void AssertBare(V1Deployment workload)
    {
        Assert.Null(workload.Spec.Template.Spec.Volumes);
        Assert.Null(workload.Spec.Template.Spec.Containers[0].Env);
        Assert.Null(workload.Spec.Template.Spec.Containers[0].VolumeMounts);
        Assert.Equal(["app"], workload.Spec.Template.Metadata.Labels.Keys);
        Assert.Null(workload.Spec.Template.Metadata.Annotations);
        Assert.DoesNotContain(Held(workload), fields => fields.Contains("f:template", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Held(V1Deployment workload) => workload.Metadata.ManagedFields
        .Where(entry => entry.Manager == "keyframe-operator").Select(entry => entry.FieldsV1.ToString()!);
}
