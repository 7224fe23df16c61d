using System.Text;
using k8s;
using k8s.Models;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Faults;
using Keyframe.Core.Imports;
using Keyframe.Core.Snapshots;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Processes;

namespace Keyframe.Integration.Tests;

/// <summary>What one cluster runs can be applied to another one, digest and all, whatever registries put into its prompts.</summary>
public sealed class ImportTests(Cluster cluster)
{
    private const string Chat = """
        {"type": "chat",
         "messages": [
          {"role": "system", "content": [
            {"type": "text", "text": "You are {{persona}}.\r\n", "cache_control": {"type": "ephemeral"}}]},
          {"role": "assistant", "content": null, "tool_calls": [
            {"id": "1", "function": {"name": "lookup", "arguments": "{}"}}]},
          {"role": "user", "content": "{{question}}"}],
         "responseFormat": {"type": "object", "required": ["answer"], "properties": {"answer": {"type": "string"}}}}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_snapshot_with_rich_messages_is_applied_elsewhere_with_the_same_digest()
    {
        await using World here = await World.StartAsync(cluster, "export");
        await here.ApplyAsync(Prompt("  rich: " + System.Text.Json.JsonSerializer.Serialize(Chat)) + Manifests.Snapshot("one", "rich"));
        GenAIAppSnapshot snapshot = await ReadyAsync(here);
        PromptVersion prompt = (await here.PromptAsync("rich"))!;
        Assert.Equal(["persona", "question"], prompt.Status!.Variables!);
        V1ConfigMap pin = (await here.ConfigMapAsync(prompt.Status.ContentRef!.Name))!;
        Assert.Equal(prompt.Status.Digest, Core.Canonical.Digest.Of(Encoding.UTF8.GetBytes(pin.Data["prompt.json"])).Value);

        V1ConfigMap exported = (await here.ConfigMapAsync(snapshot.Status!.ConfigMapName!))!;
        byte[] document = Encoding.UTF8.GetBytes(exported.Data["snapshot.json"]);
        Assert.True(StoredSnapshot.Read(document, null).TryGet(out StoredSnapshot? stored, out Fault? fault), fault?.Message);
        Assert.True(SnapshotImport.Of(stored).TryGet(out ImportedSnapshot? imported, out fault), fault?.Message);
        await using World there = await World.StartAsync(cluster, "import");
        CommandResult applied = await there.Kubectl.RunAsync(["apply", "--server-side", "-f", "-"], imported.ToManifest(), Token);
        Assert.True(applied.ExitCode == 0, applied.Error);
        GenAIAppSnapshot same = await World.EventuallyAsync(
            () => there.SnapshotAsync("app-one"), found => Conditions.IsTrue(found, "Ready"), "the imported snapshot is ready");
        Assert.Equal(snapshot.Status.Digest, same.Status!.Digest);
    }

    [Fact]
    public async Task What_is_no_prompt_is_told_by_the_member_that_is_wrong_until_it_is_corrected()
    {
        await using World world = await World.StartAsync(cluster, "noprompt");
        await world.ApplyAsync(Prompt("""  rich: '{"type": "chat", "messages": [{"role": "user"}, "Hello"]}'"""));
        string message = await World.MessageOfAsync<PromptVersion, PromptVersionStatus>(
            () => world.PromptAsync("rich"), "Stalled", "InvalidContent");
        Assert.Equal(
            "Key rich of ConfigMap prompts is no prompt: messages[1] is a text, not an object. Correct it there; "
                + "a text template is read by format Text.",
            message);
        await world.Client.CoreV1.PatchNamespacedConfigMapAsync(
            new V1Patch(new { data = new { rich = Chat } }, V1Patch.PatchType.MergePatch),
            "prompts",
            world.Namespace,
            cancellationToken: Token);
        await World.EventuallyAsync(
            () => world.PromptAsync("rich"), found => Conditions.IsTrue(found, "Ready"), "the prompt is ready by itself");
    }

    [Fact]
    public async Task Other_formats_are_refused_by_the_schema()
    {
        await using World world = await World.PrepareAsync(cluster, "format");
        CommandResult refused = await world.TryApplyAsync(
            Prompt("  rich: x").Replace("format: Prompt", "format: Yaml", StringComparison.Ordinal));
        Assert.Contains("spec.source.configMapKeyRef.format", refused.Error, StringComparison.Ordinal);
    }

    private static Task<GenAIAppSnapshot> ReadyAsync(World world) => World.EventuallyAsync(
        () => world.SnapshotAsync("one"), found => Conditions.IsTrue(found, "Ready"), "the snapshot is ready");

    private static string Prompt(string data) => $$"""
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: prompts}
        data:
        {{data}}
        ---
        apiVersion: keyframe.dev/v1alpha1
        kind: PromptVersion
        metadata: {name: rich}
        spec:
          prompt: greeting
          version: "7"
          source: {configMapKeyRef: {name: prompts, key: rich, format: Prompt} }

        """;
}
