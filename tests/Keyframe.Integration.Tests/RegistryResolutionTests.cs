using System.Text.Json;
using k8s;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Registries.Langfuse;
using Keyframe.Testing.Registries.Mlflow;
using Keyframe.Testing.Registries.Serving;

namespace Keyframe.Integration.Tests;

/// <summary>From a prompt in a registry to a pod that runs it, and what happens when the registry is gone.</summary>
public sealed class RegistryResolutionTests(Cluster cluster)
{
    private const string Format = """{"type": "object", "properties": {"answer": {"type": "string"}}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_prompt_of_MLflow_is_pinned_with_its_response_format_and_model_configuration()
    {
        await using RegistryWorld world = await RegistryWorld.StartAsync(cluster, "mlflow");
        await world.MlflowAuthor.RegisterAsync("support system", Token);
        await world.MlflowAuthor.AddAsync("support system", new MlflowDraft("You are {{persona}}.")
        {
            Message = "First",
            Tags = new Dictionary<string, string>
            {
                ["_mlflow_prompt_response_format"] = Format,
                ["_mlflow_prompt_model_config"] = """{"model_name": "gpt-4o", "temperature": 0.20}""",
            },
        }, Token);
        await world.Cluster.ApplyAsync(
            RegistryManifests.Mlflow(world.Mlflow.Url) + RegistryManifests.FromMlflow("support-1", "support system", "version: \"1\""));
        PromptVersion prompt = await world.ReadyAsync("support-1");
        Assert.Equal(("models", "support system", "1", null), (
            prompt.Status!.Resolved!.Registry, prompt.Status.Resolved.Name, prompt.Status.Resolved.Version, prompt.Status.Resolved.Alias));
        Assert.Equal(["persona"], prompt.Status.Variables);
        IDictionary<string, string> pin = (await world.Cluster.ConfigMapAsync(prompt.Status.ContentRef!.Name))!.Data;
        Assert.Equal(
            """{"responseFormat":{"properties":{"answer":{"type":"string"}},"type":"object"},"template":"You are {{persona}}.","type":"text"}""",
            pin["prompt.json"]);
        Assert.Equal("""{"model_name":"gpt-4o","temperature":0.2}""", pin["settings.json"]);
        Assert.Equal(prompt.Status.Digest, Core.Canonical.Digest.Of(System.Text.Encoding.UTF8.GetBytes(pin["prompt.json"])).Value);
        Assert.Equal(prompt.Status.SettingsDigest, Core.Canonical.Digest.Of(System.Text.Encoding.UTF8.GetBytes(pin["settings.json"])).Value);
        await world.RegistrySaysAsync(Reasons.Succeeded);
    }

    [Fact]
    public async Task An_alias_is_resolved_once_and_waits_for_its_version()
    {
        await using RegistryWorld world = await RegistryWorld.StartAsync(cluster, "alias");
        await world.MlflowAuthor.RegisterAsync("greeting", Token);
        await world.MlflowAuthor.AddAsync("greeting", new MlflowDraft("Hello {{name}}"), Token);
        await world.Cluster.ApplyAsync(
            RegistryManifests.Mlflow(world.Mlflow.Url) + RegistryManifests.FromMlflow("greeting-1", "greeting", "alias: production"));
        string message = await world.PromptSaysAsync("greeting-1", Reasons.AliasNotFound);
        Assert.Contains("production", message, StringComparison.Ordinal);

        await world.MlflowAuthor.SetAliasAsync("greeting", "production", "1", Token);
        await world.SurveyAsync();
        PromptVersion prompt = await world.ReadyAsync("greeting-1");
        Assert.Equal(("1", "production"), (prompt.Status!.Resolved!.Version, prompt.Status.Resolved.Alias));

        await world.MlflowAuthor.AddAsync("greeting", new MlflowDraft("Hi {{name}}"), Token);
        await world.MlflowAuthor.SetAliasAsync("greeting", "production", "2", Token);
        await world.SurveyAsync();
        message = await world.PromptSaysAsync("greeting-1", Reasons.AliasMoved, ConditionTypes.SourceInSync);
        Assert.Contains("named version 1 when this was resolved, and names version 2 now", message, StringComparison.Ordinal);

        // A pin that somebody deletes comes back with the version that was resolved, not the one that the alias names by now.
        await world.Cluster.Client.CoreV1.DeleteNamespacedConfigMapAsync(
            prompt.Status.ContentRef!.Name, world.Cluster.Namespace, cancellationToken: Token);
        await World.EventuallyAsync(
            () => world.Cluster.ConfigMapAsync(prompt.Status.ContentRef!.Name),
            found => found.Data["prompt.json"] == """{"template":"Hello {{name}}","type":"text"}""",
            "the pin is back");
    }

    [Fact]
    public async Task A_chat_of_Langfuse_goes_into_a_snapshot_as_it_was_composed()
    {
        await using RegistryWorld world = await RegistryWorld.StartAsync(cluster, "langfuse");
        await world.LangfuseAuthor.AddAsync("tone", new LangfuseDraft("Be kind.") { Labels = ["production"] }, Token);
        await world.LangfuseAuthor.AddAsync("team/support", LangfuseDraft.Chat(
            """
            [{"role": "system", "content": "@@@langfusePrompt:name=tone|label=production@@@ You are {{persona}}.", "cache_control": {"type": "ephemeral"}},
             {"type": "placeholder", "name": "history"}]
            """), Token);
        await world.ApplyLangfuseAsync();
        await world.Cluster.ApplyAsync(
            RegistryManifests.FromLangfuse("support-1", "team/support", "version: 1") + Manifests.Snapshot("one", "support-1"));
        PromptVersion prompt = await world.ReadyAsync("support-1");
        Assert.Equal(("tone", "1"), (prompt.Status!.Resolved!.Dependencies![0].Name, prompt.Status.Resolved.Dependencies[0].Version));
        var snapshot = await World.EventuallyAsync(
            () => world.Cluster.SnapshotAsync("one"), found => Conditions.IsTrue(found, "Ready"), "the snapshot is ready");
        IDictionary<string, string> files = (await world.Cluster.ConfigMapAsync(snapshot.Status!.ConfigMapName!))!.Data;
        Assert.Equal(
            """[{"cache_control":{"type":"ephemeral"},"content":"Be kind. You are {{persona}}.","role":"system"},{"placeholder":"history"}]""",
            files["prompt.greeting.json"]);
        using JsonDocument document = JsonDocument.Parse(files["snapshot.json"]);
        Assert.Equal(prompt.Status.Digest, document.RootElement.GetProperty("prompts").GetProperty("greeting").GetProperty("digest").GetString());
    }

    [Fact]
    public async Task With_the_registry_down_for_good_snapshots_rollouts_and_rollbacks_of_pinned_prompts_work()
    {
        await using RegistryWorld world = await RegistryWorld.StartAsync(cluster, "down");
        await world.MlflowAuthor.RegisterAsync("greeting", Token);
        await world.MlflowAuthor.AddAsync("greeting", new MlflowDraft("Hello {{name}}"), Token);
        await world.MlflowAuthor.AddAsync("greeting", new MlflowDraft("Hi {{name}}"), Token);
        await world.Cluster.ApplyAsync(RegistryManifests.Mlflow(world.Mlflow.Url)
            + RegistryManifests.FromMlflow("greeting-1", "greeting", "version: \"1\"")
            + RegistryManifests.FromMlflow("greeting-2", "greeting", "version: \"2\"", version: "2"));
        await world.ReadyAsync("greeting-1");
        await world.ReadyAsync("greeting-2");

        world.Mlflow.Server.Trouble = ServerTrouble.Down;
        await world.SurveyAsync();
        await world.RegistrySaysAsync(Reasons.RegistryUnreachable);
        int asked = world.Mlflow.Server.Requests.Count;

        // Another operator, with nothing in its memory, and nothing but what the cluster has.
        await world.Cluster.Operator.StopAsync();
        await world.Cluster.Operator.DisposeAsync();
        world.Cluster.StartOperator();
        await world.Cluster.ApplyAsync(Manifests.Workload() + Manifests.Snapshot("one", "greeting-1") + Manifests.Snapshot("two", "greeting-2")
            + Manifests.Binding("one"));
        await world.Cluster.SettledOnAsync("one", "app");
        await world.Cluster.PointToAsync("two", "app");
        await world.Cluster.SettledOnAsync("two", "app");
        await world.Cluster.PointToAsync("one", "app");
        await world.Cluster.SettledOnAsync("one", "app");
        Assert.True(Conditions.IsTrue((await world.Cluster.PromptAsync("greeting-1"))!, ConditionTypes.Ready));
        Assert.InRange(world.Mlflow.Server.Requests.Count - asked, 0, 12);

        // Nor is anything lost when it comes back.
        world.Mlflow.Server.Trouble = null;
        await world.SurveyAsync();
        await world.RegistrySaysAsync(Reasons.Succeeded);
    }

    [Fact]
    public async Task A_prompt_that_comes_before_its_registry_waits_for_it()
    {
        await using RegistryWorld world = await RegistryWorld.StartAsync(cluster, "order");
        await world.MlflowAuthor.RegisterAsync("greeting", Token);
        await world.MlflowAuthor.AddAsync("greeting", new MlflowDraft("Hello {{name}}"), Token);
        await world.Cluster.ApplyAsync(RegistryManifests.FromMlflow("greeting-1", "greeting", "version: \"1\""));
        Assert.Contains("PromptRegistry models does not exist", await world.PromptSaysAsync("greeting-1", Reasons.RegistryNotFound), StringComparison.Ordinal);
        await world.Cluster.ApplyAsync(RegistryManifests.Mlflow(world.Mlflow.Url));
        await world.ReadyAsync("greeting-1");
    }

    [Fact]
    public async Task A_source_of_the_other_product_is_refused()
    {
        await using RegistryWorld world = await RegistryWorld.StartAsync(cluster, "product");
        await world.Cluster.ApplyAsync(
            RegistryManifests.Mlflow(world.Mlflow.Url) + RegistryManifests.FromLangfuse("greeting-1", "greeting", "version: 1", registry: "models"));
        await World.EventuallyAsync(
            () => world.Cluster.PromptAsync("greeting-1"),
            prompt => prompt.Status?.Conditions.Any(condition => condition.Reason == Reasons.RegistryNotFound
                && condition.Message.Contains("is a connection to mlflow", StringComparison.Ordinal)) == true,
            "the product is told");
    }
}
