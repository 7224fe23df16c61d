using System.Diagnostics;
using System.Text.Json.Nodes;
using Keyframe.Api.Conditions;
using Keyframe.Api.Snapshots;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Operator.Resources;
using Keyframe.Runtime.Transport;
using Keyframe.Testing.Processes;

namespace Keyframe.Integration.Tests;

/// <summary>A snapshot says what is running: anybody can check it, wherever it is applied, however many there are.</summary>
public sealed class SnapshotTruthTests(Cluster cluster)
{
    private const int Snapshots = 1_000;
    private const int Prompts = 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_digest_is_what_sha256sum_says_of_the_mounted_directory()
    {
        await using World world = await World.StartAsync(cluster, "sha256");
        await world.ApplySampleAsync();
        GenAIAppSnapshot snapshot = await ReadyAsync(world, "support-bot-1");
        DirectoryInfo mounted = Directory.CreateTempSubdirectory("keyframe-mount");
        try
        {
            foreach ((string name, string content) in (await world.ConfigMapAsync(snapshot.Status!.ConfigMapName!))!.Data)
            {
                await File.WriteAllTextAsync(Path.Combine(mounted.FullName, name), content, Token);
            }

            var start = new ProcessStartInfo("sh", ["-c", "echo \"${KEYFRAME_SNAPSHOT_DIGEST#sha256:}  $KEYFRAME_CONFIG_DIR/snapshot.json\" | sha256sum --check"])
            {
                RedirectStandardOutput = true,
            };
            start.Environment["KEYFRAME_SNAPSHOT_DIGEST"] = snapshot.Status.Digest;
            start.Environment["KEYFRAME_CONFIG_DIR"] = mounted.FullName;
            using Process check = Process.Start(start)!;
            string said = await check.StandardOutput.ReadToEndAsync(Token);
            await check.WaitForExitAsync(Token);
            Assert.True(check.ExitCode == 0, said);
        }
        finally
        {
            mounted.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_same_configuration_has_the_same_digest_in_another_namespace_under_other_names_and_in_another_order()
    {
        await using World one = await World.StartAsync(cluster, "here");
        await using World other = await World.StartAsync(cluster, "there");
        const string tools = "tools: [{name: a, version: \"1\"}, {name: b, inputSchema: {type: object, required: [x]}}]\n  settings: {z: 1, a: {c: 0.20, b: [1, 2]}}";
        const string reversed = "settings: {a: {b: [1, 2], c: 0.2}, z: 1}\n  tools: [{inputSchema: {required: [x], type: object}, name: b}, {version: \"1\", name: a}]";
        await one.ApplyAsync(Manifests.Prompt("greeting-1", "1", "Hello {{name}}")
            + Manifests.Snapshot("one", "greeting-1", settings: tools).Replace("version: \"one\"", "version: \"7\"", StringComparison.Ordinal));
        await other.ApplyAsync(Manifests.Prompt("prefix-greeting-1", "1", "Hello {{name}}")
            + Manifests.Snapshot("prefix-one", "prefix-greeting-1", settings: reversed).Replace("version: \"prefix-one\"", "version: \"7\"", StringComparison.Ordinal));
        Assert.Equal((await ReadyAsync(one, "one")).Status!.Digest, (await ReadyAsync(other, "prefix-one")).Status!.Digest);
    }

    [Fact]
    public async Task Snapshots_and_their_ConfigMaps_are_found_by_application_prompt_version_and_digest()
    {
        await using World world = await World.StartAsync(cluster, "found");
        await world.ApplyAsync(Manifests.Prompt("greeting-1", "1", "Hello") + Manifests.Prompt("greeting-2", "2", "Hi")
            + Manifests.Snapshot("one", "greeting-1") + Manifests.Snapshot("two", "greeting-2"));
        GenAIAppSnapshot two = await ReadyAsync(world, "two");
        await ReadyAsync(world, "one");
        string digest = two.Status!.Digest!["sha256:".Length..][..10];
        foreach (string selector in (string[])["prompt.keyframe.dev/greeting=2", $"keyframe.dev/digest={digest}"])
        {
            CommandResult found = await world.Kubectl.RunAsync(["get", "gsnap,configmaps", "-l", selector, "-o", "name"], Token);
            Assert.Equal(
                [$"configmap/{two.Status.ConfigMapName}", "genaiappsnapshot.keyframe.dev/two"],
                found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        }

        CommandResult all = await world.Kubectl.RunAsync(["get", "gsnap", "-l", "keyframe.dev/app=app", "-o", "name"], Token);
        Assert.Equal(2, all.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData(7 * 1024, true)]
    [InlineData(8 * 1024, false)]
    public async Task Sixty_four_prompts_fit_up_to_the_limit_and_beyond_it_the_sizes_are_told(int characters, bool fits)
    {
        await using World world = await World.StartAsync(cluster, "limit");
        await world.ApplyAsync(string.Concat(Enumerable.Range(0, 64).Select(i =>
            Manifests.Prompt($"p-{i}", $"{i}", new string('x', characters)).Replace("prompt: greeting", $"prompt: p-{i}", StringComparison.Ordinal))));
        await world.ApplyAsync($"""
            ---
            apiVersion: keyframe.dev/v1alpha1
            kind: GenAIAppSnapshot
            metadata: {"{name: big}"}
            spec:
              app: app
              version: "1"
              prompts: [{string.Join(", ", Enumerable.Range(0, 64).Select(i => $"{{name: p{i}, promptRef: {{name: p-{i}}}}}"))}]
            """);
        if (fits)
        {
            Assert.InRange((await ReadyAsync(world, "big")).Status!.Bytes!.Value, 900_000, 1_000_000);
            return;
        }

        string message = await World.MessageOfAsync<GenAIAppSnapshot, GenAIAppSnapshotStatus>(
            () => world.SnapshotAsync("big"), ConditionTypes.Stalled, Reasons.TooLarge);
        Assert.Contains("more than 1,000,000: snapshot.json ", message, StringComparison.Ordinal);
        Assert.Contains("prompt.p10.txt 8,206", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_snapshots_of_twenty_pinned_prompts_read_each_prompt_but_a_few_times()
    {
        await using World world = await World.StartAsync(cluster, "many");
        await world.ApplyAsync("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: prompts}\ndata:\n"
            + string.Concat(Enumerable.Range(0, Prompts).Select(i => $"  p{i}: \"Prompt {i} {{{{name}}}}\"\n"))
            + string.Concat(Enumerable.Range(0, Prompts).Select(i => Manifests.Prompt($"p-{i}", $"{i}", "")
                .Replace("template: {text: \"\"}", $"source: {{configMapKeyRef: {{name: prompts, key: p{i}}}}}", StringComparison.Ordinal))));
        await World.EventuallyAsync(
            async () => (object?)(await world.PromptAsync($"p-{Prompts - 1}") is { } last && Conditions.IsTrue(last, "Ready") ? last : null),
            _ => true,
            "the prompts are pinned");
        await world.Operator.QuietAsync();
        int before = world.Operator.Requests.Count;
        await CreateAsync(world);
        await AllReadyAsync(world);
        await world.Operator.QuietAsync();
        string[] requests = [.. world.Operator.Requests.Skip(before)];
        Assert.InRange(requests.Count(request => request.StartsWith("GET ", StringComparison.Ordinal) && request.Contains("/configmaps/", StringComparison.Ordinal)), Prompts, 10 * Prompts);

        // A ConfigMap, labels and a status for each, and little besides (a conflict, an event).
        Assert.InRange(requests.Count(request => !request.Contains("/events", StringComparison.Ordinal) && !request.StartsWith("GET ", StringComparison.Ordinal)), 3 * Snapshots, 4 * Snapshots);
    }

    private async Task CreateAsync(World world)
    {
        using var transport = new ApiTransport(cluster.Fixture.ControlPlane.Configuration, new ApiTransportOptions { FieldManager = "test" });
        ResourceClient<GenAIAppSnapshot> client = transport.Resource(ResourceTypes.Snapshots);
        var prompts = new JsonArray([.. Enumerable.Range(0, Prompts).Select(i =>
            new JsonObject { ["name"] = $"p{i}", ["promptRef"] = new JsonObject { ["name"] = $"p-{i}" } })]);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Snapshots), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token }, async (i, token) =>
            await client.CreateAsync(world.Namespace, new JsonObject
            {
                ["apiVersion"] = "keyframe.dev/v1alpha1",
                ["kind"] = "GenAIAppSnapshot",
                ["metadata"] = new JsonObject { ["name"] = $"s-{i}" },
                ["spec"] = new JsonObject { ["app"] = "app", ["version"] = $"{i}", ["prompts"] = prompts.DeepClone() },
            }, token));
    }

    /// <summary>A thousand take longer than tests wait for one; each look must see more of them, though.</summary>
    private static async Task AllReadyAsync(World world)
    {
        var stuck = Stopwatch.StartNew();
        for (int before = -1; stuck.Elapsed < TimeSpan.FromSeconds(30);)
        {
            CommandResult listed = await world.Kubectl.RunAsync(
                ["get", "gsnap", "-o", "jsonpath={range .items[*]}{.status.conditions[?(@.type==\"Ready\")].status}{\"\\n\"}{end}"], Token);
            int ready = listed.Output.Split('\n').Count(line => line == "True");
            if (ready == Snapshots)
            {
                return;
            }

            if (ready != before)
            {
                stuck.Restart();
            }

            before = ready;
            await Task.Delay(TimeSpan.FromSeconds(1), Token);
        }

        Assert.Fail("Snapshots are not being materialized any more.");
    }

    private static Task<GenAIAppSnapshot> ReadyAsync(World world, string name) => World.EventuallyAsync(
        () => world.SnapshotAsync(name), found => Conditions.IsTrue(found, ConditionTypes.Ready), $"{name} is ready");
}
