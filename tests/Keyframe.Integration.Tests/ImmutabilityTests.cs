using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Processes;

namespace Keyframe.Integration.Tests;

/// <summary>Specs never change: a current API server refuses it, and on an older one the operator keeps to what it recorded.</summary>
public sealed class ImmutabilityTests(Cluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Mutations => new()
    {
        { "another value", """{"spec":{"version":"2"}}""" },
        { "a free-form value", """{"spec":{"settings":{"limits":{"turns":13}}}}""" },
        { "a free-form key renamed", """{"spec":{"settings":{"limits":{"turns":null,"rounds":12}}}}""" },
        { "a free-form key added", """{"spec":{"settings":{"limits":{"tokens":1}}}}""" },
        { "a part added", """{"spec":{"model":{"provider":"openai","name":"gpt-4o"}}}""" },
        { "a part removed", """{"spec":{"settings":null}}""" },
    };

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task A_mutated_snapshot_is_refused_or_noticed(string what, string patch)
    {
        await using World world = await World.StartAsync(cluster, "mutate");
        await world.ApplyAsync(Manifests.Prompt("greeting-1", "1", "Hello")
            + Manifests.Snapshot("one", "greeting-1", settings: "settings: {limits: {turns: 12}}"));
        GenAIAppSnapshot before = await World.EventuallyAsync(
            () => world.SnapshotAsync("one"), found => Conditions.IsTrue(found, "Ready"), "the snapshot is ready");

        CommandResult result = await world.Kubectl.RunAsync(["patch", "gsnap", "one", "--type=merge", "-p", patch], Token);
        if (result.ExitCode != 0)
        {
            Assert.Contains("spec is immutable: create a new GenAIAppSnapshot", result.Error, StringComparison.Ordinal);
            return;
        }

        Assert.True(cluster.Fixture.ControlPlane.ServerVersion < new Version(1, 25), $"the server accepted {what}");
        string message = await World.MessageOfAsync<GenAIAppSnapshot, GenAIAppSnapshotStatus>(
            () => world.SnapshotAsync("one"), "Stalled", "SpecMutated");
        Assert.Contains(before.Status!.Digest!, message, StringComparison.Ordinal);
        GenAIAppSnapshot after = (await world.SnapshotAsync("one"))!;
        Assert.Equal(before.Status.Digest, after.Status!.Digest);
        Assert.Equal(before.Status.ConfigMapName, after.Status.ConfigMapName);
    }

    [Fact]
    public async Task A_mutated_prompt_is_refused_or_noticed()
    {
        await using World world = await World.StartAsync(cluster, "mutate");
        await world.ApplyAsync(Manifests.Prompt("greeting-1", "1", "Hello"));
        await World.EventuallyAsync(() => world.PromptAsync("greeting-1"), found => Conditions.IsTrue(found, "Ready"), "the prompt is ready");

        CommandResult result = await world.Kubectl.RunAsync(
            ["patch", "pver", "greeting-1", "--type=merge", "-p", """{"spec":{"template":{"text":"Bye"}}}"""], Token);
        if (result.ExitCode != 0)
        {
            Assert.Contains("spec is immutable: create a new PromptVersion", result.Error, StringComparison.Ordinal);
            return;
        }

        await World.MessageOfAsync<PromptVersion, PromptVersionStatus>(() => world.PromptAsync("greeting-1"), "Stalled", "SpecMutated");
    }

    [Fact]
    public async Task A_current_server_refuses_contradictions_in_the_authors_words()
    {
        cluster.Fixture.RequireVersion(1, 25, "CEL in CRDs");
        await using World world = await World.StartAsync(cluster, "cel");
        CommandResult both = await world.TryApplyAsync(
            Manifests.Prompt("greeting-1", "1", "Hello", "source: {configMapKeyRef: {name: a, key: b}}"));
        Assert.Contains("exactly one of template and source must be set", both.Error, StringComparison.Ordinal);
        string name = new('a', 53);
        CommandResult tooLong = await world.TryApplyAsync(Manifests.Snapshot(name, "greeting-1"));
        Assert.Contains("metadata.name must have at most 52 characters", tooLong.Error, StringComparison.Ordinal);
    }
}
