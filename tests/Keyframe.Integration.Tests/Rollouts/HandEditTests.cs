using Keyframe.Api.Deployments;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Processes;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary>
/// Somebody edits a part of what Keyframe put into the template. That is no undo, which puts back a whole earlier template:
/// <c>spec.drift</c> decides, and whoever it was is named.
/// </summary>
public sealed class HandEditTests(Cluster cluster)
{
    private const string Digest = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Edits => new()
    {
        { "containers[main].env[KEYFRAME_SNAPSHOT]", """{"spec":{"containers":[{"name":"main","env":[{"name":"KEYFRAME_SNAPSHOT","value":"two"}]}]}}""" },
        { "labels[keyframe.dev/snapshot]", """{"metadata":{"labels":{"keyframe.dev/snapshot":"two"}}}""" },
        { "annotations[keyframe.dev/digest]", $$"""{"metadata":{"annotations":{"keyframe.dev/digest":"{{Digest}}"} } }""" },
        { "volumes[keyframe].configMap.name", """{"spec":{"volumes":[{"name":"keyframe","configMap":{"name":"other"}}]}}""" },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task It_is_put_back_and_the_event_names_who_changed_what(string field, string edit)
    {
        await using World world = await World.StartAsync(cluster, "edit");
        await BoundApp.StartAsync(world);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await EditAsync(world, edit);
        ILookup<string, string> events = await World.EventuallyAsync(
            () => world.EventsAsync("Deployment", "app")!, found => found.Contains("Restored"), "an event tells of it");
        string note = Assert.Single(events["Restored"]);
        Assert.Contains($"kubectl-patch removed or changed: {field}", note, StringComparison.Ordinal);
        GenAIDeployment settled = await world.SettledOnAsync("one", "app");
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 2, ReplicaSets: 1), await meter.SpentAsync());
        Assert.Equal("one", await world.CarriedAsync());
        // Nothing was rolled out that is worth a revision, and nothing is held.
        Assert.Equal(RevisionInitiator.Spec, Assert.Single(settled.Status!.History).Initiator);
        Assert.Null(settled.Status.Hold);
    }

    [Fact]
    public async Task What_was_removed_is_put_back_too()
    {
        await using World world = await World.StartAsync(cluster, "edit");
        await BoundApp.StartAsync(world);
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.RunAsync("set", "env", "deployment/app", "KEYFRAME_CONFIG_DIR-");
        await World.EventuallyAsync(
            () => world.EventsAsync("Deployment", "app")!, found => found.Contains("Restored"), "an event tells of it");
        await world.SettledOnAsync("one", "app");
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 2, ReplicaSets: 1), await meter.SpentAsync());
        Assert.Equal("one", await world.CarriedAsync());
    }

    [Theory]
    [MemberData(nameof(Edits))]
    public async Task Where_the_binding_says_Report_it_is_told_and_left(string field, string edit)
    {
        await using World world = await World.StartAsync(cluster, "edit");
        await BoundApp.StartAsync(world);
        await world.RunAsync("patch", "genaideployment", "app", "--type=merge", "-p", """{"spec":{"drift":"Report"}}""");
        await world.SettledOnAsync("one", "app");
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await EditAsync(world, edit);
        GenAIDeployment told = await world.StalledAsync("HandEdited");
        string message = Conditions.Find(told, "Stalled")!.Message;
        Assert.Contains($"kubectl-patch removed or changed {field}", message, StringComparison.Ordinal);
        Assert.Equal(new RolloutCost(Writes: 0, Generations: 1, ReplicaSets: 1), await meter.SpentAsync());

        await world.RunAsync("patch", "genaideployment", "app", "--type=merge", "-p", """{"spec":{"drift":"Revert"}}""");
        await world.SettledOnAsync("one", "app");
        Assert.Equal(new RolloutCost(Writes: 1, Generations: 2, ReplicaSets: 1), await meter.SpentAsync());
        Assert.Equal("one", await world.CarriedAsync());
    }

    /// <summary>Patches the template, under the name kubectl-patch.</summary>
    private static async Task EditAsync(World world, string template)
    {
        string patch = $$"""{"spec":{"template":{{template}} } }""";
        CommandResult result = await world.Kubectl.RunAsync(
            ["patch", "deployment", "app", "--type=strategic", "-p", patch], Token);
        result.EnsureSuccess();
    }
}
