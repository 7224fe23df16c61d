using System.Text.Json.Nodes;
using Keyframe.Api.Conditions;
using Keyframe.Api.Snapshots;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Processes;
using Keyframe.Testing.Registries.Serving;

namespace Keyframe.Integration.Tests;

/// <summary>An index moves under an unchanged prompt: that is told, with what was expected and what was found, and blocks nothing.</summary>
public sealed class RetrievalTests(Cluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_index_that_a_ConfigMap_tells_of_is_followed_while_a_binding_uses_the_snapshot()
    {
        await using World world = await World.StartAsync(cluster, "index");
        using var meters = new MeterReader(world.Namespace);
        await world.ApplyAsync(Index("2026-11-01") + Prompt() + Snapshot("one", "{configMapKeyRef: {name: index, key: version}}")
            + Manifests.Snapshot("two", "greeting-1"));
        Assert.Contains("No binding uses", await SaysAsync(world, Reasons.NotInUse), StringComparison.Ordinal);

        await world.ApplyAsync(Manifests.Workload() + Manifests.Binding("one"));
        Assert.Equal("kb is at index version 2026-11-01, as expected.", await SaysAsync(world, Reasons.Succeeded));

        await world.ApplyAsync(Index("2026-11-20"));
        string message = await SaysAsync(world, Reasons.RetrievalDrifted);
        Assert.StartsWith(
            "kb is at index version 2026-11-20, and 2026-11-01 is what this configuration was reviewed with.", message, StringComparison.Ordinal);
        await World.EventuallyAsync(
            () => world.EventsAsync("GenAIAppSnapshot", "one")!,
            events => events[Reasons.RetrievalDrifted].Any(note => note.Contains("2026-11-20, and 2026-11-01", StringComparison.Ordinal)),
            "an event tells");
        Assert.Contains("keyframe_retrieval_drifted{one,kb,2026-11-01,2026-11-20}", meters.Observe());

        // Neither a rollout nor the way back waits for it.
        Assert.True(Conditions.IsTrue((await world.SnapshotAsync("one"))!, ConditionTypes.Ready));
        await world.SettledOnAsync("one", "app");
        await world.PointToAsync("two", "app");
        await world.SettledOnAsync("two", "app");
        await world.PointToAsync("one", "app");
        await world.SettledOnAsync("one", "app");

        await world.ApplyAsync(Index("2026-11-01"));
        await SaysAsync(world, Reasons.Succeeded);
        Assert.DoesNotContain(meters.Observe(), series => series.StartsWith("keyframe_retrieval_drifted", StringComparison.Ordinal));
        await World.EventuallyAsync(
            () => world.EventsAsync("GenAIAppSnapshot", "one")!, events => events.Contains(Reasons.BackInSync), "an event tells");
        (await world.Kubectl.RunAsync(["delete", "configmap", "index"], Token)).EnsureSuccess();
        Assert.Contains("ConfigMap index does not exist", await SaysAsync(world, Reasons.RetrievalUnknown), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_index_is_asked_over_HTTP_and_a_failure_is_told_as_such()
    {
        await using World world = await World.StartAsync(cluster, "index-http");
        string version = "7";
        await using LoopbackServer server = await LoopbackServer.StartAsync(
            _ => ServedAnswer.Json(200, new JsonObject { ["index"] = new JsonObject { ["a/b"] = int.Parse(version, null) } }), Token);
        await world.ApplyAsync(Prompt() + Snapshot("one", $"{{http: {{url: \"{server.Url}?x=1\", jsonPointer: /index/a~1b}}}}", "7")
            + Manifests.Workload() + Manifests.Binding("one"));
        Assert.Equal("kb is at index version 7, as expected.", await SaysAsync(world, Reasons.Succeeded));
        Assert.Equal("/?x=1", server.Requests[0].Target);
        int asked = server.Requests.Count;
        await world.Operator.QuietAsync();
        Assert.Equal(asked, server.Requests.Count);

        // Another process looks at once; this one would in five minutes.
        version = "8";
        await RestartAsync(world);
        Assert.Contains("kb is at index version 8, and 7 is what", await SaysAsync(world, Reasons.RetrievalDrifted), StringComparison.Ordinal);
        server.Trouble = ServerTrouble.Says(new ServedAnswer(200, "text/html", "<html>"));
        await RestartAsync(world);
        Assert.Contains("LoginPage", await SaysAsync(world, Reasons.RetrievalUnknown), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_guards_of_registries_hold_for_indexes_too()
    {
        await using World world = await World.StartAsync(cluster, "index-guard");
        await world.ApplyAsync(Prompt() + Snapshot("one", "{http: {url: \"https://10.0.0.1/v\", jsonPointer: /version}}")
            + Manifests.Workload() + Manifests.Binding("one"));
        string message = await SaysAsync(world, Reasons.RetrievalUnknown);
        Assert.Contains("AddressRefused", message, StringComparison.Ordinal);
        Assert.Contains("--registry-allowed-hosts", message, StringComparison.Ordinal);
        await world.SettledOnAsync("one", "app");
    }

    [Fact]
    public async Task How_an_index_is_verified_is_no_part_of_the_configuration()
    {
        await using World world = await World.StartAsync(cluster, "index-digest");
        await world.ApplyAsync(Prompt() + Snapshot("one", "{configMapKeyRef: {name: index, key: version}}")
            + Snapshot("two", null).Replace("version: \"two\"", "version: \"one\"", StringComparison.Ordinal));
        string?[] digests = await Task.WhenAll(((string[])["one", "two"]).Select(async name => (await World.EventuallyAsync(
            () => world.SnapshotAsync(name), found => Conditions.IsTrue(found, ConditionTypes.Ready), $"{name} is ready")).Status!.Digest));
        Assert.Equal(digests[0], digests[1]);
    }

    [Fact]
    public async Task Two_snapshots_that_ask_the_same_server_are_one_question()
    {
        await using World world = await World.StartAsync(cluster, "index-shared");
        await using LoopbackServer server = await LoopbackServer.StartAsync(
            _ => ServedAnswer.Json(200, new JsonObject { ["version"] = 7 }), Token);
        string verify = $"{{http: {{url: \"{server.Url}\", jsonPointer: /version}}}}";
        await world.ApplyAsync(Prompt() + Snapshot("one", verify, "7") + Snapshot("two", verify, "8")
            + Manifests.Workload() + Manifests.Binding("one")
            + Manifests.Workload("other") + Manifests.Binding("two", "other", "other"));
        await SaysAsync(world, Reasons.Succeeded);
        Assert.Contains("7, and 8 is what", await SaysAsync(world, Reasons.RetrievalDrifted, "two"), StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_verification_that_cannot_be_followed_is_refused_or_said()
    {
        (string Verify, string Field)[] flawed =
        [
            ("{}", "exactly one of http and configMapKeyRef"),
            (
                "{http: {url: \"https://a.example/\", jsonPointer: /v}, configMapKeyRef: {name: a, key: b}}",
                "exactly one of http and configMapKeyRef"),
            ("{http: {url: \"https://a.example/\"}}", "jsonPointer"),
            ("{http: {url: \"https://a.example/\", jsonPointer: version}}", "jsonPointer"),
            ("{http: {url: \"https://a.example/\", jsonPointer: /a~2b}}", "jsonPointer"),
            ("{http: {url: \"file:///etc/passwd\", jsonPointer: /v}}", "url"),
            ("{http: {url: \"https://me:secret@a.example/\", jsonPointer: /v}}", "url"),
            ("{http: {url: \"https://a.example/#v\", jsonPointer: /v}}", "url"),
            ("{http: {url: \"https://a.example:99999/\", jsonPointer: /v}}", "url"),
            ("{configMapKeyRef: {name: a/b, key: c}}", "name"),
            ("{http: {url: \"https://a.example/\", jsonPointer: /v}, interval: 1s}", "interval"),
            ("{http: {url: \"https://a.example/\", jsonPointer: /v}, interval: often}", "interval"),
        ];
        await using World world = await World.StartAsync(cluster, "index-flawed");
        await world.ApplyAsync(Prompt());
        for (int index = 0; index < flawed.Length; index++)
        {
            string name = $"flawed-{index}";
            await AssertRefusedOrSaidAsync(world, name, Snapshot(name, flawed[index].Verify), flawed[index].Field);
        }

        string unversioned = Snapshot("unversioned", "{configMapKeyRef: {name: a, key: b}}")
            .Replace("indexVersion: \"2026-11-01\", ", "", StringComparison.Ordinal);
        await AssertRefusedOrSaidAsync(world, "unversioned", unversioned, "verify compares with indexVersion");
    }

    private static async Task AssertRefusedOrSaidAsync(World world, string name, string snapshot, string field)
    {
        CommandResult result = await world.TryApplyAsync(snapshot);
        if (result.ExitCode != 0)
        {
            Assert.Contains("retrieval", result.Error, StringComparison.Ordinal);
            Assert.Contains(field, result.Error, StringComparison.Ordinal);
            return;
        }

        await world.ApplyAsync(Manifests.Binding(name, name));
        Assert.Contains(field, await SaysAsync(world, Reasons.RetrievalUnknown, name), StringComparison.Ordinal);
        Assert.True(Conditions.IsTrue((await world.SnapshotAsync(name))!, ConditionTypes.Ready));
    }

    private static async Task RestartAsync(World world)
    {
        await world.Operator.StopAsync();
        await world.Operator.DisposeAsync();
        world.StartOperator();
    }

    private static Task<string> SaysAsync(World world, string reason, string snapshot = "one") =>
        World.MessageOfAsync<GenAIAppSnapshot, GenAIAppSnapshotStatus>(
            () => world.SnapshotAsync(snapshot), ConditionTypes.RetrievalInSync, reason);

    private static string Prompt() => Manifests.Prompt("greeting-1", "1", "Hello");

    private static string Index(string version) =>
        $"---\n{{apiVersion: v1, kind: ConfigMap, metadata: {{name: index}}, data: {{version: \"{version}\"}}}}\n";

    private static string Snapshot(string name, string? verify, string version = "2026-11-01") => Manifests.Snapshot(
        name, "greeting-1",
        settings: $"retrieval: [{{name: kb, store: pgvector, index: kb, indexVersion: \"{version}\"{(verify is null ? "" : $", verify: {verify}")}}}]");
}
