using Keyframe.Api.Conditions;
using Keyframe.Api.PromptRegistries;
using Keyframe.Api.PromptVersions;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Processes;

namespace Keyframe.Integration.Tests;

/// <summary>What a prompt version says besides its template, and what an API server of any version makes of mistakes.</summary>
public sealed class PromptVersionTests(Cluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tags_that_fit_are_labels_by_which_prompts_are_selected()
    {
        await using World world = await World.StartAsync(cluster, "tags");
        await world.ApplyAsync(Manifests.Prompt("greeting-1", "1", "Hello", "tags: {team: support, note: \"not a label\"}")
            + Manifests.Prompt("greeting-2", "2", "Hello", "tags: {team: sales}"));
        PromptVersion prompt = await World.EventuallyAsync(
            () => world.PromptAsync("greeting-1"), found => found.Metadata.Labels is not null, "it has labels");
        Assert.Equal("support", Assert.Single(prompt.Metadata.Labels, label => label.Key.Contains("keyframe.dev/", StringComparison.Ordinal)).Value);
        CommandResult selected = await world.Kubectl.RunAsync(["get", "pver", "-l", "tag.keyframe.dev/team=support", "-o", "name"], Token);
        Assert.Equal("promptversion.keyframe.dev/greeting-1", selected.Output.Trim());

        // Another apply of the same manifest takes nothing away.
        await world.ApplyAsync(Manifests.Prompt("greeting-1", "1", "Hello", "tags: {team: support, note: \"not a label\"}"));
        await world.Operator.QuietAsync();
        Assert.Equal("support", (await world.PromptAsync("greeting-1"))!.Metadata.Labels["tag.keyframe.dev/team"]);
    }

    [Fact]
    public async Task A_response_format_is_held_against_the_parents_when_the_parent_comes()
    {
        await using World world = await World.StartAsync(cluster, "formats");
        await world.ApplyAsync(Manifests.Prompt(
            "greeting-2", "2", "Hello",
            "parent: greeting-1\n  responseFormat: {type: object, properties: {mood: {type: string}, score: {type: number}}}"));
        Assert.Equal(Reasons.ParentNotFound, Conditions.Find(await ReadyAsync(world, "greeting-2"), ConditionTypes.ParentFound)?.Reason);
        await world.ApplyAsync(Manifests.Prompt(
            "greeting-1", "1", "Hi", "responseFormat: {type: object, properties: {mood: {type: string}, score: {type: integer}}}"));
        PromptVersion compared = await World.EventuallyAsync(
            () => world.PromptAsync("greeting-2"), found => found.Status?.ResponseFormat is not null, "the formats are compared");
        ResponseFormatComparison comparison = compared.Status!.ResponseFormat!;
        Assert.Equal(("greeting-1", ResponseCompatibility.Breaking), (comparison.Parent, comparison.Compatibility));
        Assert.Equal("/score", Assert.Single(comparison.Changes!).Path);
        Assert.True(Conditions.IsTrue(compared, ConditionTypes.ParentFound));

        // The parent may go; what is on record stays.
        (await world.Kubectl.RunAsync(["delete", "pver", "greeting-1"], Token)).EnsureSuccess();
        PromptVersion alone = await World.EventuallyAsync(
            () => world.PromptAsync("greeting-2"), found => !Conditions.IsTrue(found, ConditionTypes.ParentFound), "the parent is gone");
        Assert.Equal("/score", Assert.Single(alone.Status!.ResponseFormat!.Changes!).Path);
        Assert.True(Conditions.IsTrue(alone, ConditionTypes.Ready));
    }

    [Theory]
    [InlineData("responseFormat: {type: object, properties: {age: {type: int}}}", "spec.responseFormat.properties.age.type")]
    [InlineData("responseFormat: {required: [a, a]}", "spec.responseFormat.required")]
    [InlineData("responseFormat: {$ref: \"https://example.com/schema.json\"}", "spec.responseFormat.$ref")]
    public async Task A_response_format_that_is_no_schema_stalls_with_the_path(string part, string path)
    {
        await using World world = await World.StartAsync(cluster, "noschema");
        await world.ApplyAsync(Manifests.Prompt("greeting-1", "1", "Hello", part));
        string message = await World.MessageOfAsync<PromptVersion, PromptVersionStatus>(
            () => world.PromptAsync("greeting-1"), ConditionTypes.Stalled, Reasons.InvalidResponseFormat);
        Assert.Contains(path, message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Contradictions => new()
    {
        { "mlflow: {url: https://a.example}\n  langfuse: {url: https://a.example}", "mlflow and langfuse" },
        { "interval: 5m", "mlflow" },
        { "mlflow: {url: https://a.example}\n  interval: 30s", "interval" },
        { "mlflow: {url: \"https://user:password@a.example\"}", "url" },
        { "mlflow: {url: \"https://a.example?token=x\"}", "url" },
        { "mlflow: {url: https://a.example}\n  track: [{name: a, prompt: b, label: c}]", "track" },
        { "mlflow: {url: https://a.example}\n  track: [{name: a, prompt: b, alias: c}, {name: a, prompt: d, alias: e}]", "track" },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public async Task A_registry_that_contradicts_itself_is_refused_or_else_stalls(string spec, string says)
    {
        await using World world = await World.StartAsync(cluster, "contradiction");
        CommandResult applied = await world.TryApplyAsync($$"""
            ---
            apiVersion: keyframe.dev/v1alpha1
            kind: PromptRegistry
            metadata: {name: models}
            spec:
              {{spec}}
            """);
        string told = applied.ExitCode != 0
            ? applied.Error
            : await World.MessageOfAsync<PromptRegistry, PromptRegistryStatus>(
                () => world.RegistryAsync("models"), ConditionTypes.Stalled, Reasons.InvalidSpec);
        Assert.Contains(says, told, StringComparison.Ordinal);
        if (cluster.Fixture.ControlPlane.ServerVersion >= new Version(1, 25))
        {
            Assert.NotEqual(0, applied.ExitCode);
        }
    }

    private static Task<PromptVersion> ReadyAsync(World world, string name) => World.EventuallyAsync(
        () => world.PromptAsync(name), found => Conditions.IsTrue(found, ConditionTypes.Ready), $"{name} is ready");
}
