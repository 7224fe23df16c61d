using k8s.Models;
using Keyframe.Api.Deployments;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Processes;

namespace Keyframe.Integration.Tests;

/// <summary>Every mistake gives a condition with a reason and a next step, and leaves the workload as it was.</summary>
public sealed class BadInputTests(Cluster cluster)
{
    private static readonly string Other = $"sha256:{new string('0', 64)}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_missing_prompt_is_named_and_waited_for()
    {
        await using World world = await World.StartAsync(cluster, "noprompt");
        await world.ApplyAsync(Manifests.Snapshot("one", "greeting-1") + Manifests.Workload() + Manifests.Binding("one"));
        string message = await SnapshotMessageAsync(world, "PromptNotFound");
        Assert.Contains("PromptVersion greeting-1 does not exist. Create it", message, StringComparison.Ordinal);
        Assert.Contains("PromptNotFound", await BindingMessageAsync(world, "SnapshotNotReady"), StringComparison.Ordinal);
        await AssertUntouchedAsync(world);
    }

    [Fact]
    public async Task A_missing_workload_is_named_and_waited_for()
    {
        await using World world = await World.StartAsync(cluster, "noworkload");
        await world.ApplyAsync(Manifests.Prompt("greeting-1", "1", "Hello") + Manifests.Snapshot("one", "greeting-1") + Manifests.Binding("one"));
        Assert.Contains("Deployment app (apps/v1) does not exist", await BindingMessageAsync(world, "WorkloadNotFound"), StringComparison.Ordinal);
        await world.ApplyAsync(Manifests.Workload());
        await world.SettledOnAsync("one", "app");
    }

    [Fact]
    public async Task A_missing_container_is_named_with_those_that_exist()
    {
        await using World world = await World.StartAsync(cluster, "nocontainer");
        await world.ApplyAsync(Manifests.Everything("injection: {containers: [sidecar]}"));
        string message = await BindingMessageAsync(world, "ContainerNotFound");
        Assert.Contains("no container sidecar; it has main", message, StringComparison.Ordinal);
        ILookup<string, string> events = await World.EventuallyAsync<ILookup<string, string>>(
            async () => await world.EventsAsync("Deployment", "app"), found => found.Contains("ContainerNotFound"), "an event tells");
        Assert.Single(events["ContainerNotFound"]);
        await AssertUntouchedAsync(world);
    }

    [Fact]
    public async Task A_snapshot_nested_beyond_measure_is_named_and_stops_nobody_else()
    {
        await using World world = await World.StartAsync(cluster, "nested");
        string nested = new string('[', 500) + new string(']', 500);
        await world.ApplyAsync(Manifests.Prompt("greeting-1", "1", "Hello")
            + Manifests.Snapshot("one", "greeting-1", settings: $"settings: {{nested: {nested}}}"));
        Assert.Contains("spec.settings.nested[0]", await SnapshotMessageAsync(world, "InvalidSpec"), StringComparison.Ordinal);
        await world.ApplyAsync(Manifests.Snapshot("two", "greeting-1") + Manifests.Workload() + Manifests.Binding("two"));
        await world.SettledOnAsync("two", "app");
    }

    [Fact]
    public async Task A_prompt_with_another_digest_than_reviewed_is_refused()
    {
        await using World world = await World.StartAsync(cluster, "promptdigest");
        await world.ApplyAsync(Manifests.Prompt("greeting-1", "1", "Hello") + Manifests.Snapshot("one", "greeting-1", Other)
            + Manifests.Workload() + Manifests.Binding("one"));
        Assert.Contains($"asks for {Other}", await SnapshotMessageAsync(world, "DigestMismatch"), StringComparison.Ordinal);
        await BindingMessageAsync(world, "SnapshotNotReady");
        await AssertUntouchedAsync(world);
    }

    [Fact]
    public async Task A_snapshot_with_another_digest_than_reviewed_is_refused()
    {
        await using World world = await World.StartAsync(cluster, "snapdigest");
        await world.ApplyAsync(Manifests.Prompt("greeting-1", "1", "Hello") + Manifests.Snapshot("one", "greeting-1")
            + Manifests.Workload() + Manifests.Binding("one", digest: Other));
        Assert.Contains($"asks for {Other}", await BindingMessageAsync(world, "DigestMismatch"), StringComparison.Ordinal);
        await AssertUntouchedAsync(world);
    }

    [Fact]
    public async Task A_template_with_an_undeclared_variable_is_refused()
    {
        await using World world = await World.StartAsync(cluster, "undeclared");
        await world.ApplyAsync(Manifests.Prompt("greeting-1", "1", "Hello {{name}} of {{company}}", "variables: [{name: name}]")
            + Manifests.Snapshot("one", "greeting-1") + Manifests.Workload() + Manifests.Binding("one"));
        string message = await World.MessageOfAsync<PromptVersion, PromptVersionStatus>(
            () => world.PromptAsync("greeting-1"), "TemplateValid", "UndeclaredVariable");
        Assert.Contains("company", message, StringComparison.Ordinal);
        await SnapshotMessageAsync(world, "PromptNotReady");
        await AssertUntouchedAsync(world);
    }

    [Fact]
    public async Task The_older_of_two_bindings_keeps_the_workload()
    {
        await using World world = await World.StartAsync(cluster, "taken");
        await world.ApplyAsync(Manifests.Everything());
        await world.SettledOnAsync("one", "app");
        await Task.Delay(TimeSpan.FromSeconds(1.1), Token); // creation times have whole seconds, and the age decides
        await world.ApplyAsync(Manifests.Prompt("greeting-2", "2", "Hi") + Manifests.Snapshot("two", "greeting-2") + Manifests.Binding("two", name: "second"));
        string message = await World.MessageOfAsync<GenAIDeployment, GenAIDeploymentStatus>(
            () => world.BindingAsync("second"), "Stalled", "WorkloadTaken");
        Assert.Contains("Deployment app is bound by app, which is older. Delete one of the two.", message, StringComparison.Ordinal);
        Assert.Equal("one", (await world.WorkloadAsync("app")).Spec.Template.Metadata.Labels["keyframe.dev/snapshot"]);

        await world.Kubectl.RunAsync(["delete", "gdep", "app"], Token);
        await world.SettledOnAsync("two", "second");
    }

    [Fact]
    public async Task A_snapshot_over_a_million_bytes_is_refused_with_the_sizes_of_its_parts()
    {
        await using World world = await World.StartAsync(cluster, "toolarge");
        string large = new('x', 200_000);
        await world.ApplyAsync(Manifests.Workload() + Manifests.Binding("one"));
        for (int i = 1; i <= 3; i++)
        {
            await CreateAsync(world, Manifests.Prompt($"greeting-{i}", $"{i}", large));
        }

        await world.ApplyAsync("""
            apiVersion: keyframe.dev/v1alpha1
            kind: GenAIAppSnapshot
            metadata: {name: one}
            spec:
              app: app
              version: "1"
              prompts:
              - {name: a, promptRef: {name: greeting-1}}
              - {name: b, promptRef: {name: greeting-2}}
              - {name: c, promptRef: {name: greeting-3}}
            """);
        string message = await SnapshotMessageAsync(world, "TooLarge");
        Assert.Matches(@"more than 1,000,000: snapshot\.json 60\d,\d{3}, prompt\.a\.txt 200,\d{3}", message);
        await AssertUntouchedAsync(world);
    }

    [Theory]
    [InlineData("/etc", "would hide a system directory")]
    [InlineData("/a/../b", "must not contain '.' or '..' segments")]
    [InlineData("/", "must be absolute")]
    [InlineData("relative/path", "must be absolute")]
    [InlineData("/etc/keyframe:ro", "must be absolute")]
    [InlineData("/var/run/secrets/kubernetes.io/serviceaccount", "must not lie in /proc, /sys, /dev or the directory of ServiceAccount tokens")]
    public async Task A_mount_path_that_would_break_the_container_is_refused(string path, string because)
    {
        await using World world = await World.StartAsync(cluster, "mountpath");
        await world.ApplyAsync(Manifests.Prompt("greeting-1", "1", "Hello") + Manifests.Snapshot("one", "greeting-1") + Manifests.Workload());
        CommandResult result = await world.TryApplyAsync(Manifests.Binding("one", injection: $"injection: {{mountPath: \"{path}\"}}"));
        if (result.ExitCode != 0)
        {
            // A current server refuses it: by the rule's own words, or by the length where that is at fault already.
            Assert.True(result.Error.Contains(because, StringComparison.Ordinal) || result.Error.Contains("spec.injection.mountPath", StringComparison.Ordinal), result.Error);
        }
        else
        {
            Assert.Contains(because, await BindingMessageAsync(world, "InvalidMountPath"), StringComparison.Ordinal);
        }

        await AssertUntouchedAsync(world);
    }

    [Fact]
    public async Task A_mount_path_inside_another_mount_is_refused()
    {
        await using World world = await World.StartAsync(cluster, "overlap");
        await world.ApplyAsync(Manifests.Prompt("greeting-1", "1", "Hello") + Manifests.Snapshot("one", "greeting-1") + """
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: app}
            spec:
              selector: {matchLabels: {app: app}}
              template:
                metadata: {labels: {app: app}}
                spec:
                  containers:
                  - {name: main, image: "example.com/app:1", volumeMounts: [{name: data, mountPath: /data}]}
                  volumes: [{name: data, emptyDir: {}}]

            """ + Manifests.Binding("one", injection: "injection: {mountPath: /data/keyframe}"));
        Assert.Contains("mounts volume data at /data, which overlaps /data/keyframe", await BindingMessageAsync(world, "MountConflict"), StringComparison.Ordinal);
        await AssertUntouchedAsync(world);
    }

    [Fact]
    public async Task A_field_that_somebody_else_holds_is_named_and_never_forced()
    {
        await using World world = await World.StartAsync(cluster, "conflict");
        await world.ApplyAsync(Manifests.Prompt("greeting-1", "1", "Hello") + Manifests.Snapshot("one", "greeting-1")
            + Manifests.Workload(mounts: "env: [{name: KEYFRAME_SNAPSHOT, value: mine}]") + Manifests.Binding("one"));
        string message = await BindingMessageAsync(world, "FieldConflict");
        Assert.Contains("KEYFRAME_SNAPSHOT", message, StringComparison.Ordinal);
        Assert.Contains("kubectl", message, StringComparison.Ordinal);
        await AssertUntouchedAsync(world);
    }

    [Fact]
    public async Task A_change_cause_of_the_users_own_is_kept_and_no_obstacle()
    {
        await using World world = await World.StartAsync(cluster, "cause");
        await world.ApplyAsync(Manifests.Workload().Replace(
            "metadata: {name: app}", "metadata: {name: app, annotations: {kubernetes.io/change-cause: release 7}}", StringComparison.Ordinal));
        await world.ApplyAsync(Manifests.Prompt("greeting-1", "1", "Hello") + Manifests.Snapshot("one", "greeting-1") + Manifests.Binding("one"));
        GenAIDeployment binding = await world.SettledOnAsync("one", "app");
        Assert.Equal("release 7", (await world.WorkloadAsync("app")).Metadata.Annotations["kubernetes.io/change-cause"]);
        Assert.StartsWith("snapshot one", Assert.Single(binding.Status!.History).Cause, StringComparison.Ordinal);
    }

    private static Task<string> SnapshotMessageAsync(World world, string reason) =>
        World.MessageOfAsync<GenAIAppSnapshot, GenAIAppSnapshotStatus>(() => world.SnapshotAsync("one"), "Ready", reason);

    private static Task<string> BindingMessageAsync(World world, string reason) =>
        World.MessageOfAsync<GenAIDeployment, GenAIDeploymentStatus>(() => world.BindingAsync("app"), "Ready", reason);

    /// <summary>Creates without client-side apply, whose annotation takes no more than 262,144 bytes.</summary>
    private static async Task CreateAsync(World world, string yaml)
    {
        CommandResult result = await world.Kubectl.RunAsync(["create", "-f", "-"], yaml, Token);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    private static async Task AssertUntouchedAsync(World world)
    {
        V1Deployment workload = await world.WorkloadAsync("app");
        Assert.Equal(1, workload.Metadata.Generation);
        Assert.Null(workload.Spec.Template.Metadata.Annotations);
        Assert.DoesNotContain(world.Operator.Writes, write => write.Path.Contains("/deployments/", StringComparison.Ordinal) && write.Status is System.Net.HttpStatusCode.OK);
    }
}
