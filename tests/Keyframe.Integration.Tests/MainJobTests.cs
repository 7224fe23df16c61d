using k8s;
using k8s.Models;
using Keyframe.Api.Deployments;
using Keyframe.Api.Snapshots;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Faults;
using Keyframe.Testing.Processes;

namespace Keyframe.Integration.Tests;

/// <summary>What Keyframe is for: a snapshot goes live, another one follows, and the first comes back, by configuration alone.</summary>
public sealed class MainJobTests(Cluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_sample_goes_live_with_one_template_write_and_says_so()
    {
        await using World world = await World.StartAsync(cluster, "live");
        await world.ApplySampleAsync();
        GenAIDeployment binding = await world.SettledOnAsync("support-bot-1");

        Assert.Single(world.Operator.Writes, IsTemplateWrite);
        Assert.Equal(RevisionResult.Completed, Assert.Single(binding.Status!.History).Result);
        GenAIAppSnapshot snapshot = (await world.SnapshotAsync("support-bot-1"))!;
        Assert.Equal(snapshot.Status!.Digest, binding.Status.Active!.Digest);
        V1PodTemplateSpec template = (await world.WorkloadAsync()).Spec.Template;
        Assert.Equal(snapshot.Status.ConfigMapName, template.Spec.Volumes.Single(volume => volume.Name == "keyframe").ConfigMap.Name);
        Assert.Contains(template.Spec.Containers[0].VolumeMounts, mount => mount.MountPath == "/etc/keyframe" && mount.ReadOnlyProperty == true);
        Assert.Contains(template.Spec.Containers[0].Env, variable => variable.Name == "KEYFRAME_SNAPSHOT" && variable.Value == "support-bot-1");
        Assert.Contains(template.Spec.Containers[0].Env, variable => variable.Name == "PORT");
    }

    [Fact]
    public async Task The_materialized_ConfigMap_is_immutable_and_its_document_hashes_to_the_digest()
    {
        await using World world = await World.StartAsync(cluster, "document");
        await world.ApplySampleAsync();
        GenAIDeployment binding = await world.SettledOnAsync("support-bot-1");
        GenAIAppSnapshot snapshot = (await world.SnapshotAsync("support-bot-1"))!;
        V1ConfigMap configMap = (await world.ConfigMapAsync(snapshot.Status!.ConfigMapName!))!;

        Assert.True(configMap.Immutable);
        byte[] document = System.Text.Encoding.UTF8.GetBytes(configMap.Data["snapshot.json"]);
        string sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(document));
        Assert.Equal($"sha256:{sha256}", binding.Status!.Active!.Digest);
        Assert.StartsWith("Summarize the conversation", configMap.Data["prompt.handover.txt"], StringComparison.Ordinal);
        Assert.Equal(
            ["guardrails.json", "model.json", "prompt.handover.txt", "prompt.system.json", "rerankers.json", "retrieval.json", "settings.json", "snapshot.json", "tools.json"],
            configMap.Data.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Rolling_out_and_back_is_one_template_write_each_and_leaves_the_image_alone()
    {
        await using World world = await World.StartAsync(cluster, "rollback");
        await world.ApplySampleAsync();
        await world.SettledOnAsync("support-bot-1");
        V1Deployment first = await world.WorkloadAsync();
        V1ReplicaSet original = Assert.Single(await world.ReplicaSetsAsync(), set => set.Status.Replicas > 0);
        int configMaps = await CountConfigMapsAsync(world);

        await world.PointToAsync("support-bot-2");
        await world.SettledOnAsync("support-bot-2");
        V1Deployment second = await world.WorkloadAsync();
        Assert.Equal(first.Metadata.Generation + 1, second.Metadata.Generation);

        await world.PointToAsync("support-bot-1");
        GenAIDeployment binding = await world.SettledOnAsync("support-bot-1");
        V1Deployment third = await world.WorkloadAsync();
        Assert.Equal(second.Metadata.Generation + 1, third.Metadata.Generation);
        Assert.Equal(3, world.Operator.Writes.Count(IsTemplateWrite));

        Assert.All([first, second, third], workload =>
            Assert.Equal("ghcr.io/keyframe-dev/support-bot:1.0.0", workload.Spec.Template.Spec.Containers[0].Image));
        Assert.Equal(configMaps, await CountConfigMapsAsync(world));
        V1ReplicaSet back = Assert.Single(await world.ReplicaSetsAsync(), set => set.Spec.Replicas > 0);
        Assert.Equal(original.Metadata.Uid, back.Metadata.Uid);
        Assert.Equal([3L, 2L, 1L], binding.Status!.History.Select(entry => entry.Revision));
        Assert.Equal(2, binding.Status.History[0].RollbackOf);
        Assert.Equal([RevisionResult.Completed, RevisionResult.RolledBack, RevisionResult.Completed], binding.Status.History.Select(entry => entry.Result));
        Assert.StartsWith("rollback to snapshot support-bot-1", binding.Status.History[0].Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kubectl_rollout_history_reads_as_the_history_of_snapshots()
    {
        await using World world = await World.StartAsync(cluster, "history");
        await world.ApplySampleAsync();
        await world.SettledOnAsync("support-bot-1");
        await world.PointToAsync("support-bot-2");
        await world.SettledOnAsync("support-bot-2");

        CommandResult history = await world.Kubectl.RunAsync(["rollout", "history", "deployment/support-bot"], Token);
        Assert.Contains("first snapshot of support-bot, 2 prompts, model gpt-4o", history.Output, StringComparison.Ordinal);
        Assert.Contains("prompt system 6→7 (+1 line) \"Refuse unauthorized discounts\" by dana@example.com", history.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kubectl_get_and_describe_answer_the_first_questions()
    {
        await using World world = await World.StartAsync(cluster, "kubectl");
        await world.ApplySampleAsync();
        await world.SettledOnAsync("support-bot-1");

        string table = (await world.Kubectl.RunAsync(["get", "keyframe"], Token)).Output;
        Assert.Matches(@"deployment\.keyframe\.dev/support-bot\s+support-bot\s+support-bot-1\s+support-bot-1\s+True\s+RolledOut", table);
        Assert.Matches(@"support-bot-2\s+support-bot\s+2\s+gpt-4o\s+True\s+Materialized", table);
        Assert.Matches(@"support-system-v7\s+support-system\s+7\s+True\s+Succeeded\s+Refuse unauthorized discounts", table);
        string pods = (await world.Kubectl.RunAsync(["get", "pods", "-L", "keyframe.dev/snapshot"], Token)).Output;
        Assert.Contains("support-bot-1", pods, StringComparison.Ordinal);
        string described = (await world.Kubectl.RunAsync(["describe", "gdep", "support-bot"], Token)).Output;
        Assert.Contains("All 2 pods run snapshot support-bot-1", described, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_late_prompt_wakes_its_snapshot_and_a_late_snapshot_its_binding()
    {
        await using World world = await World.StartAsync(cluster, "late");
        await world.ApplyAsync(Manifests.Workload() + Manifests.Binding("one"));
        await World.MessageOfAsync<GenAIDeployment, GenAIDeploymentStatus>(() => world.BindingAsync("app"), "Ready", "SnapshotNotFound");
        await world.ApplyAsync(Manifests.Snapshot("one", "greeting-1"));
        await World.MessageOfAsync<GenAIAppSnapshot, GenAIAppSnapshotStatus>(() => world.SnapshotAsync("one"), "PromptsResolved", "PromptNotFound");
        await world.ApplyAsync(Manifests.Prompt("greeting-1", "1", "Hello {{name}}"));
        await world.SettledOnAsync("one", "app");
    }

    /// <summary>A write that landed; one on a view that had grown old is refused (409) and changes nothing.</summary>
    private static bool IsTemplateWrite(Write write) =>
        write.Path.Contains("/apis/apps/v1/", StringComparison.Ordinal) && write.Status is System.Net.HttpStatusCode.OK;

    [Fact]
    public async Task A_changed_mount_path_is_one_rollout_and_moves_the_mount()
    {
        await using World world = await World.StartAsync(cluster, "move");
        await world.ApplyAsync(Manifests.Everything());
        await world.SettledOnAsync("one", "app");
        await world.ApplyAsync(Manifests.Binding("one", injection: "injection: {mountPath: /opt/keyframe}"));
        GenAIDeployment binding = await World.EventuallyAsync(
            () => world.BindingAsync("app"), found => found.Status!.History.Count == 2 && Conditions.IsTrue(found, "Ready"), "the second revision completes");

        V1Container container = (await world.WorkloadAsync("app")).Spec.Template.Spec.Containers.Single();
        Assert.Equal("/opt/keyframe", Assert.Single(container.VolumeMounts).MountPath);
        Assert.Equal("/opt/keyframe", container.Env.Single(variable => variable.Name == "KEYFRAME_CONFIG_DIR").Value);
        Assert.Contains("mounted at /opt/keyframe in main", binding.Status!.History[0].Cause, StringComparison.Ordinal);
        Assert.Equal(2, world.Operator.Writes.Count(IsTemplateWrite));
    }

    [Fact]
    public async Task A_change_of_mind_after_kubectl_undo_takes_the_fields_back_from_kubectl()
    {
        await using World world = await World.StartAsync(cluster, "undo");
        await world.ApplySampleAsync();
        await world.SettledOnAsync("support-bot-1");
        await world.PointToAsync("support-bot-2");
        await world.SettledOnAsync("support-bot-2");
        await world.Kubectl.RunAsync(["rollout", "undo", "deployment/support-bot"], Token);
        await World.MessageOfAsync<GenAIDeployment, GenAIDeploymentStatus>(() => world.BindingAsync(), "Stalled", "Undone");
        await world.PointToAsync("support-bot-3");
        await world.SettledOnAsync("support-bot-3");
    }

    private static async Task<int> CountConfigMapsAsync(World world) =>
        (await world.Client.CoreV1.ListNamespacedConfigMapAsync(world.Namespace, labelSelector: "keyframe.dev/snapshot", cancellationToken: Token)).Items.Count;
}
