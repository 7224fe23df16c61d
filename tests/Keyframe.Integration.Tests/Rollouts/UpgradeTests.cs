using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Keyframe.Api.Deployments;
using Keyframe.Api.Json;
using Keyframe.Api.Naming;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Canonical;
using Keyframe.Core.Injection;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Nodes;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary>
/// The operator is upgraded to a version that renders its part of templates otherwise. The version before is played by the test: it
/// did not yet tell containers where the snapshot is mounted.
/// </summary>
public sealed class UpgradeTests(Cluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_touches_no_workload_and_going_back_returns_byte_for_byte_what_ran()
    {
        await using World world = await World.StartAsync(
            cluster, "upgrade", RolloutActs.PodsOf("three", PodBehavior.CrashLoopBackOff("main", "no such tool", restarts: 3)));
        (string one, string two) = await LiveBeforeAsync(world);
        world.StartOperator();

        // Nothing is written at the start, nor when everything is looked at again.
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.SettledOnAsync("two", "app");
        world.Operator.Resync();
        Assert.Equal(new RolloutCost(Writes: 0, Generations: 0, ReplicaSets: 0), await meter.SpentAsync());
        Assert.DoesNotContain(world.Operator.Writes, write => write.Path.Contains("/apps/v1/", StringComparison.Ordinal));
        Assert.Equal(two, await TemplateAsync(world));

        // An automatic rollback, from what this version renders.
        await world.PointToAsync("three", "app");
        await world.HistoryAsync("4:two:Completed 3:three:RolledBack 2:two:Completed 1:one:Completed");
        await world.StalledAsync("RolledBack");
        Assert.Equal(two, await TemplateAsync(world));
        Assert.Equal(new RolloutCost(Writes: 2, Generations: 2, ReplicaSets: 1), await meter.SpentAsync());

        // And one by request, to a revision further back.
        await world.RequestAsync("undo revision=1 id=1");
        await world.HistoryAsync("5:one:Completed 4:two:Undone 3:three:RolledBack 2:two:Completed 1:one:Completed");
        Assert.Equal(one, await TemplateAsync(world));
        Assert.Equal(new RolloutCost(Writes: 3, Generations: 3, ReplicaSets: 1), await meter.SpentAsync());

        // A new intent is rendered by this version.
        world.Decide = (_, _) => ValueTask.FromResult(PodBehavior.Ready);
        await world.RequestAsync("retry id=2");
        await world.SettledOnAsync("three", "app");
        Assert.Contains("KEYFRAME_CONFIG_DIR", await TemplateAsync(world), StringComparison.Ordinal);
    }

    /// <summary>What the version before did, and is no more: two rollouts and their record. Gives the templates that ran.</summary>
    private static async Task<(string One, string Two)> LiveBeforeAsync(World world)
    {
        await world.ApplyAsync(
            Manifests.Workload() + Manifests.Prompt("greeting-1", "1", "Hello") + Manifests.Snapshot("one", "greeting-1")
            + Manifests.Snapshot("two", "greeting-1") + Manifests.Snapshot("three", "greeting-1"));
        InjectionSection one = await RenderedBeforeAsync(world, "one");
        InjectionSection two = await RenderedBeforeAsync(world, "two");
        await World.EventuallyAsync(() => world.SnapshotAsync("three"), found => Conditions.IsTrue(found, "Ready"), "three is ready");
        await world.Operator.QuietAsync();
        await world.Operator.StopAsync();

        string first = await RollOutAsync(world, one);
        string second = await RollOutAsync(world, two);
        await world.ApplyAsync(Manifests.Binding("two"));
        DateTimeOffset now = world.Clock.GetUtcNow();
        var status = new GenAIDeploymentStatus
        {
            ObservedGeneration = 1,
            Active = new ActiveSnapshot { Snapshot = "two", Digest = two.Digest.Value, Revision = 2, Since = now },
            Desired = new SnapshotIdentity { Snapshot = "two", Digest = two.Digest.Value },
            History = [EntryOf(2, two, now), EntryOf(1, one, now)],
        };
        var patch = new JsonObject
        {
            ["status"] = JsonSerializer.SerializeToNode(status, KeyframeJsonContext.Default.GenAIDeploymentStatus),
        };
        await world.Client.CustomObjects.PatchNamespacedCustomObjectStatusAsync(
            new V1Patch(patch.ToJsonString(), V1Patch.PatchType.MergePatch),
            "keyframe.dev", "v1alpha1", world.Namespace, "genaideployments", "app",
            cancellationToken: Token);
        return (first, second);
    }

    private static async Task<InjectionSection> RenderedBeforeAsync(World world, string snapshot)
    {
        GenAIAppSnapshot ready = await World.EventuallyAsync(
            () => world.SnapshotAsync(snapshot), found => Conditions.IsTrue(found, "Ready"), $"{snapshot} is ready");
        Assert.True(Digest.TryParse(ready.Status!.Digest, out Digest digest));
        JsonObject template =
            InjectionSection.Render(snapshot, digest, ready.Status.ConfigMapName!, ["main"], "/etc/keyframe").ToTemplate();
        JsonArray environment = template["spec"]!["containers"]![0]!["env"]!.AsArray();
        environment.Remove(environment.Single(variable => (string?)variable!["name"] == InjectedNames.DirectoryVariable));
        JsonObject annotations = template["metadata"]!["annotations"]!.AsObject();
        annotations.Remove(Annotations.Injection);
        byte[] bytes = CanonicalJson.Serialize(JsonSerializer.SerializeToElement(template));
        annotations[Annotations.Injection] = Digest.Of(bytes).Short;
        InjectionSection? section = InjectionSection.Read(template);
        Assert.NotNull(section);
        return section;
    }

    private static async Task<string> RollOutAsync(World world, InjectionSection section)
    {
        var body = new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "Deployment",
            ["metadata"] = new JsonObject { ["name"] = "app" },
            ["spec"] = new JsonObject { ["template"] = section.ToTemplate() },
        };
        await world.Client.AppsV1.PatchNamespacedDeploymentAsync(
            new V1Patch(body.ToJsonString(), V1Patch.PatchType.ApplyPatch), "app", world.Namespace,
            fieldManager: FieldManagers.Operator, cancellationToken: Token);
        await world.RunAsync("rollout", "status", "deployment/app", "--timeout=60s");
        return await TemplateAsync(world);
    }

    private static RevisionEntry EntryOf(long revision, InjectionSection section, DateTimeOffset now) => new()
    {
        Revision = revision,
        Snapshot = section.Snapshot,
        Digest = section.Digest.Value,
        ConfigMap = section.ConfigMapName,
        Injection = section.Hash,
        Containers = section.Containers,
        MountPath = section.MountPath,
        Image = "example.com/app:1",
        StartedAt = now,
        CompletedAt = now,
        Result = RevisionResult.Completed,
        Initiator = RevisionInitiator.Spec,
        Cause = $"snapshot {section.Snapshot}",
    };

    private static Task<string> TemplateAsync(World world) =>
        world.RunAsync("get", "deployment", "app", "-o", "jsonpath={.spec.template}");
}
