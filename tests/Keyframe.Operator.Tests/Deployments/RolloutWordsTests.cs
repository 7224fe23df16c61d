using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Keyframe.Api.Deployments;
using Keyframe.Api.Json;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Faults;
using Keyframe.Core.Prompts;
using Keyframe.Core.Snapshots;
using Keyframe.Operator.Deployments;
using Keyframe.Operator.Tests.Fakes;
using Keyframe.Runtime;

namespace Keyframe.Operator.Tests.Deployments;

/// <summary>
/// What changed inside of prompts is read out of the two ConfigMaps when a rollout begins, and at no other time; where they cannot
/// be read, the rollout goes on with fewer words.
/// </summary>
public sealed class RolloutWordsTests : IAsyncDisposable
{
    private const string Namespace = "shop";

    private readonly Workbench _bench = new();
    private readonly DeploymentReconciler _reconciler;
    private readonly Dictionary<string, PromptInput> _prompts = [];
    private readonly Dictionary<string, SnapshotDocument> _documents = [];

    public RolloutWordsTests()
    {
        _reconciler = new DeploymentReconciler(
            _bench.Caches, _bench.DeploymentObserver(), _bench.Executor, new RolloutPace(1_000, _bench.Clock));
        PutPrompt("6", "Ask for the order number.\n{{question}}\n");
        PutPrompt("7", "Ask for the order number.\nBe {{tone}}.\n{{question}}\n");
        PutSnapshot("bot-1", "6", 0.2);
        PutSnapshot("bot-2", "7", 0.7);
        _bench.Api.Put("deployments", Namespace, "web", """
            {"metadata": {"generation": 1}, "spec": {"replicas": 1, "template": {"spec": {"containers": [{"name": "app", "image": "app:1"}]}}},
             "status": {"observedGeneration": 99, "replicas": 1, "updatedReplicas": 1, "readyReplicas": 1, "availableReplicas": 1}}
            """);
        PutBinding("bot-1");
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task The_first_rollout_reads_nothing()
    {
        string? cause = await RollOutAsync("bot-1");
        Assert.EndsWith("first snapshot of bot, 1 prompt, model gpt-4o", cause, StringComparison.Ordinal);
        Assert.Empty(_bench.Api.Reads);
    }

    [Fact]
    public async Task The_next_one_reads_both_documents_once_and_tells_what_changed_inside()
    {
        await RollOutAsync("bot-1");
        Assert.EndsWith(
            "): prompt system 6→7 (adds variable tone, +1 line) \"Sound friendlier\" by kim@example.com; model temperature 0.2→0.7",
            await RollOutAsync("bot-2"),
            StringComparison.Ordinal);
        Assert.Equal([$"GET configmaps/{NameOf("bot-1")}", $"GET configmaps/{NameOf("bot-2")}"], _bench.Api.Reads);

        for (int round = 0; round < 3; round++)
        {
            await ReconcileAsync();
        }

        Assert.Equal(2, _bench.Api.Reads.Count);
    }

    [Fact]
    public async Task A_way_back_is_told_in_the_same_detail()
    {
        await RollOutAsync("bot-1");
        await RollOutAsync("bot-2");
        string? cause = await RollOutAsync("bot-1");
        Assert.StartsWith("rollback to snapshot bot-1 (", cause, StringComparison.Ordinal);
        Assert.EndsWith(
            ") from bot-2: prompt system 7→6 (drops variable tone, -1 line); model temperature 0.7→0.2", cause, StringComparison.Ordinal);
        Assert.Equal(4, _bench.Api.Reads.Count);
    }

    /// <summary>As Git does it that prunes the old snapshot in the commit that promotes the new one.</summary>
    [Fact]
    public async Task A_snapshot_that_was_pruned_is_known_by_its_ConfigMap()
    {
        await RollOutAsync("bot-1");
        _bench.Api.Remove("genaiappsnapshots", Namespace, "bot-1");
        _bench.Api.Remove("promptversions", Namespace, "system-6");
        Assert.Contains("prompt system 6→7 (adds variable tone, +1 line)", await RollOutAsync("bot-2"), StringComparison.Ordinal);

        // And where the newer document cannot be had, by what the older one holds and the newer status tells.
        await RollOutAsync("bot-2");
        _bench.Api.Remove("genaiappsnapshots", Namespace, "bot-2");
        PutSnapshot("bot-1", "6", 0.2);
        _bench.Api.Put("configmaps", Namespace, NameOf("bot-1"), """{"data": {}}""");
        Assert.EndsWith(" from bot-2: prompt system 7→6; model temperature 0.7→0.2", await RollOutAsync("bot-1"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bot-1", 1)]
    [InlineData("bot-2", 2)]
    public async Task A_document_that_was_tampered_with_is_not_believed(string which, int reads)
    {
        string files = new JsonObject
        {
            ["data"] = new JsonObject
            {
                ["snapshot.json"] = _documents[which].Files["snapshot.json"].Replace("0.", "1.", StringComparison.Ordinal),
            },
        }.ToJsonString();
        _bench.Api.Put("configmaps", Namespace, NameOf(which), files);
        await TellsLessAsync(reads);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "Forbidden")]
    [InlineData(HttpStatusCode.InternalServerError, "InternalError")]
    public async Task A_document_that_cannot_be_read_keeps_nothing_waiting(HttpStatusCode code, string reason)
    {
        _bench.Api.Refuse($"GET configmaps/{NameOf("bot-1")}", code, reason, "no");
        await TellsLessAsync(1);
    }

    [Fact]
    public async Task A_ConfigMap_that_is_gone_is_not_asked_for()
    {
        await RollOutAsync("bot-1");
        _bench.Api.Remove("configmaps", Namespace, NameOf("bot-1"));
        await TellsLessAsync(0);
    }

    [Fact]
    public async Task Another_mount_path_of_the_same_snapshot_reads_nothing()
    {
        await RollOutAsync("bot-1");
        PutBinding("bot-1", """, "injection": {"mountPath": "/opt/bot"} """, StatusNow());
        await ReconcileAsync();
        Assert.EndsWith("mounted at /opt/bot in app", StatusNow()!.History[0].Cause, StringComparison.Ordinal);
        Assert.Empty(_bench.Api.Reads);
    }

    /// <summary>What the statuses of snapshots and prompts tell by themselves, and one template write.</summary>
    private async Task TellsLessAsync(int reads)
    {
        await RollOutAsync("bot-1");
        int before = _bench.Api.Writes.Count(write => write.Step == "PATCH deployments/web");
        Assert.EndsWith(
            "prompt system 6→7 (adds variable tone) \"Sound friendlier\" by kim@example.com; model temperature 0.2→0.7",
            await RollOutAsync("bot-2"),
            StringComparison.Ordinal);
        Assert.Equal(reads, _bench.Api.Reads.Count);
        Assert.Equal(before + 1, _bench.Api.Writes.Count(write => write.Step == "PATCH deployments/web"));
    }

    /// <summary>Points the binding to a snapshot, and gives the cause that went on record and into the workload.</summary>
    private async Task<string?> RollOutAsync(string snapshot)
    {
        PutBinding(snapshot, status: StatusNow());
        await ReconcileAsync();
        string? cause = StatusNow()?.History[0].Cause;
        JsonObject body = _bench.Api.Writes.Last(write => write.Step == "PATCH deployments/web").Body;
        Assert.Equal(cause, (string?)body["metadata"]!["annotations"]!["kubernetes.io/change-cause"]);
        await ReconcileAsync(); // which sees that all pods run it
        return cause;
    }

    private async Task ReconcileAsync()
    {
        await _bench.RefreshAsync();
        await _reconciler.ReconcileAsync(new ObjectKey(Namespace, "bot"), TestContext.Current.CancellationToken);
        await _bench.RefreshAsync();
    }

    private GenAIDeploymentStatus? StatusNow() => _bench.Caches.Bindings.Store.Get(new ObjectKey(Namespace, "bot"))?.Status;

    private string NameOf(string snapshot) => _documents[snapshot].ConfigMapName(snapshot);

    private void PutBinding(string snapshot, string more = "", GenAIDeploymentStatus? status = null)
    {
        JsonNode binding = JsonNode.Parse(
            $$"""{"metadata": {"generation": 1}, "spec": {"workloadRef": {"name": "web"}, "snapshotRef": {"name": "{{snapshot}}"}{{more}} } }""")!;
        binding["status"] = status is null ? null : JsonSerializer.SerializeToNode(status, KeyframeJsonContext.Default.GenAIDeploymentStatus);
        _bench.Api.Put("genaideployments", Namespace, "bot", binding.ToJsonString());
    }

    private void PutPrompt(string version, string text)
    {
        PromptVersionSpec spec = SpecOf(version, text);
        PromptAnalysis analysis = PromptAnalyzer.Analyze(spec, null);
        var prompt = new PromptVersion
        {
            Metadata = new k8s.Models.V1ObjectMeta { Generation = 1 },
            Spec = spec,
            Status = new PromptVersionStatus
            {
                ObservedGeneration = 1,
                Digest = analysis.Digest!.Value.Value,
                Engine = analysis.Engine,
                Variables = analysis.Variables,
            },
        };
        _bench.Api.Put(
            "promptversions", Namespace, $"system-{version}", JsonSerializer.Serialize(prompt, KeyframeJsonContext.Default.PromptVersion));
        _prompts[version] = new PromptInput(
            "system", spec.Prompt, spec.Version, PromptMaterial.Of(spec)!, analysis.Engine, analysis.Variables, analysis.Digest.Value.Value);
    }

    private static PromptVersionSpec SpecOf(string version, string text) => new()
    {
        Prompt = "support-system",
        Version = version,
        CommitMessage = version == "7" ? "Sound friendlier" : null,
        Author = version == "7" ? "kim@example.com" : null,
        Template = new PromptTemplate { Text = text },
    };

    private void PutSnapshot(string name, string prompt, double temperature)
    {
        var spec = new GenAIAppSnapshotSpec
        {
            App = "bot",
            Version = name,
            Model = new ModelSpec
            {
                Provider = "openai",
                Name = "gpt-4o",
                Parameters = new Dictionary<string, JsonElement> { ["temperature"] = JsonSerializer.SerializeToElement(temperature) },
            },
            Prompts = [new SnapshotPrompt { Name = "system", PromptRef = new Api.ObjectNameReference { Name = $"system-{prompt}" } }],
        };
        Assert.True(SnapshotDocument.Render(spec, [_prompts[prompt]]).TryGet(out SnapshotDocument? document, out Fault? fault), fault?.Message);
        _documents[name] = document;
        var snapshot = new GenAIAppSnapshot
        {
            Metadata = new k8s.Models.V1ObjectMeta { Generation = 1 },
            Spec = spec,
            Status = new GenAIAppSnapshotStatus
            {
                ObservedGeneration = 1,
                Conditions = [Some.Reached().Status!.Conditions[^1]],
                Digest = document.Digest.Value,
                ConfigMapName = document.ConfigMapName(name),
                Prompts =
                [
                    new ResolvedPrompt { Name = "system", Prompt = "support-system", Version = prompt, Digest = _prompts[prompt].Digest },
                ],
            },
        };
        _bench.Api.Put(
            "genaiappsnapshots", Namespace, name, JsonSerializer.Serialize(snapshot, KeyframeJsonContext.Default.GenAIAppSnapshot));
        _bench.Api.Put("configmaps", Namespace, document.ConfigMapName(name), new JsonObject
        {
            ["immutable"] = true,
            ["data"] = new JsonObject(document.Files.Select(file => KeyValuePair.Create<string, JsonNode?>(file.Key, file.Value))),
        }.ToJsonString());
    }
}
