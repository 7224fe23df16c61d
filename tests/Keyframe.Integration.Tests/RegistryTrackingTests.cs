using Keyframe.Api.Conditions;
using Keyframe.Api.Naming;
using Keyframe.Api.PromptRegistries;
using Keyframe.Api.PromptVersions;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Registries.Langfuse;
using Keyframe.Testing.Registries.Mlflow;

namespace Keyframe.Integration.Tests;

/// <summary>An alias or label moves, and a PromptVersion is proposed.</summary>
public sealed class RegistryTrackingTests(Cluster cluster)
{
    private const string Track = "track: [{name: greeting, prompt: greeting, alias: production}]";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_alias_that_moves_from_3_to_5_makes_version_5_and_nothing_rolls_out()
    {
        await using RegistryWorld world = await RegistryWorld.StartAsync(cluster, "track");
        await world.MlflowAuthor.RegisterAsync("greeting", Token);
        for (int version = 1; version <= 5; version++)
        {
            await world.MlflowAuthor.AddAsync("greeting", new MlflowDraft($"Hello {{{{name}}}} {version}")
            {
                Message = $"Say it the {version}th way",
                Tags = new Dictionary<string, string> { ["author"] = "dana@example.com" },
            }, Token);
        }

        await world.MlflowAuthor.SetAliasAsync("greeting", "production", "3", Token);
        await world.Cluster.ApplyAsync(RegistryManifests.Mlflow(world.Mlflow.Url, more: Track)
            + Manifests.Snapshot("one", "greeting-v3") + Manifests.Workload() + Manifests.Binding("one"));
        await world.Cluster.SettledOnAsync("one", "app");
        string template = (await world.Cluster.WorkloadAsync("app")).Metadata.ResourceVersion;

        await world.MlflowAuthor.SetAliasAsync("greeting", "production", "5", Token);
        PromptRegistry registry = await world.SurveyAsync();
        PromptVersion proposed = await world.ReadyAsync("greeting-v5");
        Assert.Equal(("greeting", "5", "dana@example.com", "Say it the 5th way", "greeting-v3"), (
            proposed.Spec.Prompt, proposed.Spec.Version, proposed.Spec.Author, proposed.Spec.CommitMessage, proposed.Spec.Parent));
        Assert.Equal("models", proposed.Metadata.Labels[Labels.TrackedFrom]);
        Assert.Null(proposed.Metadata.OwnerReferences);
        Assert.True(Conditions.IsTrue(registry, ConditionTypes.Tracking));
        Assert.Equal("greeting-v5", Assert.Single(registry.Status!.Tracked!).PromptVersion);
        await World.EventuallyAsync(
            () => world.Cluster.EventsAsync("PromptRegistry", "models")!,
            events => events[Reasons.VersionProposed].Any(note => note.Contains("moved from version 3 to 5", StringComparison.Ordinal)),
            "an event tells");
        await world.Cluster.Operator.QuietAsync();
        Assert.Equal(template, (await world.Cluster.WorkloadAsync("app")).Metadata.ResourceVersion);
        Assert.Equal("one", (await world.Cluster.BindingAsync("app"))!.Status!.Active!.Snapshot);
    }

    [Fact]
    public async Task A_label_of_Langfuse_is_followed_by_its_list_of_changes()
    {
        await using RegistryWorld world = await RegistryWorld.StartAsync(cluster, "track-lf");
        await world.LangfuseAuthor.AddAsync("team/greeting", new LangfuseDraft("Hello {{name}}") { Labels = ["production"], Message = "First" }, Token);
        await world.ApplyLangfuseAsync("track: [{name: greeting, prompt: team/greeting, label: production}]");
        PromptVersion first = await world.ReadyAsync("greeting-v1");
        Assert.Equal(("First", null), (first.Spec.CommitMessage, first.Spec.Parent));
        await world.LangfuseAuthor.AddAsync("team/greeting", new LangfuseDraft("Hi {{name}}") { Labels = ["production"] }, Token);
        await world.SurveyAsync("lf");
        PromptVersion second = await world.ReadyAsync("greeting-v2");
        Assert.Equal(2, second.Spec.Source!.Langfuse!.Version);
    }

    [Fact]
    public async Task An_object_of_somebody_else_under_the_name_is_left_alone_and_reported()
    {
        await using RegistryWorld world = await RegistryWorld.StartAsync(cluster, "taken");
        await world.MlflowAuthor.RegisterAsync("greeting", Token);
        await world.MlflowAuthor.AddAsync("greeting", new MlflowDraft("Hello {{name}}"), Token);
        await world.MlflowAuthor.SetAliasAsync("greeting", "production", "1", Token);
        await world.Cluster.ApplyAsync(Manifests.Prompt("greeting-v1", "mine", "My own {{name}}"));
        PromptVersion mine = await world.ReadyAsync("greeting-v1");
        await world.Cluster.ApplyAsync(RegistryManifests.Mlflow(world.Mlflow.Url, more: Track));
        string message = await world.RegistrySaysAsync(Reasons.NameTaken);
        Assert.Contains("PromptVersion greeting-v1 exists and was not made by tracking of this registry; it is left alone", message, StringComparison.Ordinal);
        await world.RegistrySaysAsync(Reasons.NameTaken, type: ConditionTypes.Tracking);
        Assert.Equal(mine.Metadata.ResourceVersion, (await world.Cluster.PromptAsync("greeting-v1"))!.Metadata.ResourceVersion);
    }

    [Fact]
    public async Task What_a_snapshot_names_is_kept_and_of_the_rest_the_newest_fifty()
    {
        await using RegistryWorld world = await RegistryWorld.StartAsync(cluster, "retention");
        await world.MlflowAuthor.RegisterAsync("greeting", Token);
        for (int version = 1; version <= 54; version++)
        {
            await world.MlflowAuthor.AddAsync("greeting", new MlflowDraft($"Hello {{{{name}}}} {version}"), Token);
        }

        // As tracking left them over the months.
        await world.Cluster.ApplyAsync(string.Concat(Enumerable.Range(1, 53).Select(version =>
            RegistryManifests.FromMlflow($"greeting-v{version}", "greeting", $"version: \"{version}\"", version: $"{version}")
                .Replace($"name: greeting-v{version}}}", $"name: greeting-v{version}, labels: {{keyframe.dev/tracked-from: models}}}}", StringComparison.Ordinal)))
            + Manifests.Snapshot("one", "greeting-v1"));
        await world.MlflowAuthor.SetAliasAsync("greeting", "production", "54", Token);
        await world.Cluster.ApplyAsync(RegistryManifests.Mlflow(world.Mlflow.Url, more: Track));

        // 54 is named by the alias, 1 by a snapshot; of the 52 others the two oldest go.
        await world.ReadyAsync("greeting-v54");
        await World.EventuallyAsync(
            async () => (object?)await world.Cluster.PromptAsync("greeting-v2") is null && await world.Cluster.PromptAsync("greeting-v3") is null ? "gone" : null,
            _ => true,
            "the oldest two are pruned");
        Assert.NotNull(await world.Cluster.PromptAsync("greeting-v1"));
        Assert.NotNull(await world.Cluster.PromptAsync("greeting-v4"));
        await World.EventuallyAsync(
            () => world.Cluster.EventsAsync("PromptRegistry", "models")!, events => events[Reasons.VersionPruned].Any(), "an event tells");
        await world.SurveyAsync();
        Assert.NotNull(await world.Cluster.PromptAsync("greeting-v4"));
    }
}
