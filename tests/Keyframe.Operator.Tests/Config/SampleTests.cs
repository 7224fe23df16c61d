using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Keyframe.Api.Json;
using Keyframe.Api.Naming;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Prompts;
using Keyframe.Testing.Resources;

namespace Keyframe.Operator.Tests.Config;

/// <summary>The samples say what their comments say, and are accepted.</summary>
public sealed class SampleTests
{
    private const string Folder = "config/samples/support-bot";
    private const string RegistryFolder = "config/samples/prompt-registry";

    public static TheoryData<string> Snapshots => ["snapshot-v1.yaml", "snapshot-v2.yaml", "snapshot-v3.yaml"];

    public static TheoryData<string, string> Ours =>
    [
        .. from file in Repository.Files(Folder, "*.yaml").Concat(Repository.Files(RegistryFolder, "*.yaml"))
           from document in Repository.Documents(file)
           where (string?)document["apiVersion"] == "keyframe.dev/v1alpha1"
           select new TheoryDataRow<string, string>($"{document["kind"]} {document["metadata"]!["name"]}", document.ToJsonString()),
    ];

    [Fact]
    public void Version_2_is_another_system_prompt_and_nothing_else() => Assert.Equal(
        [
            ".metadata.name: support-bot-1 → support-bot-2",
            ".spec.prompts[0].promptRef.name: support-system-v6 → support-system-v7",
            ".spec.version: 1 → 2",
        ],
        Differences("snapshot-v1.yaml", "snapshot-v2.yaml"));

    [Fact]
    public void The_prompt_that_version_2_changes_is_the_system_prompt() =>
        Assert.Equal("system", (string?)Read("snapshot-v2.yaml")["spec"]!["prompts"]![0]!["name"]);

    [Fact]
    public void Version_3_asks_for_no_turns_and_nothing_else() => Assert.Equal(
        [".metadata.name: support-bot-2 → support-bot-3", ".spec.settings.maxTurns: 12 → 0", ".spec.version: 2 → 3"],
        Differences("snapshot-v2.yaml", "snapshot-v3.yaml"));

    [Theory]
    [MemberData(nameof(Snapshots))]
    public void Every_prompt_of_a_snapshot_is_among_the_samples(string file)
    {
        IEnumerable<string?> named = Read(file)["spec"]!["prompts"]!.AsArray().Select(prompt => (string?)prompt!["promptRef"]!["name"]);
        Assert.Empty(named.Except(Repository.Documents($"{Folder}/prompts.yaml")
            .Where(document => (string?)document["kind"] == "PromptVersion")
            .Select(document => (string?)document["metadata"]!["name"])));
    }

    [Theory]
    [MemberData(nameof(Ours))]
    public void A_sample_has_no_field_that_the_API_does_not_know(string name, string json)
    {
        JsonNode document = JsonNode.Parse(json)!;
        JsonTypeInfo type = name.Split(' ')[0] switch
        {
            "PromptVersion" => KeyframeJsonContext.Default.PromptVersion,
            "PromptRegistry" => KeyframeJsonContext.Default.PromptRegistry,
            "GenAIAppSnapshot" => KeyframeJsonContext.Default.GenAIAppSnapshot,
            _ => KeyframeJsonContext.Default.GenAIDeployment,
        };
        JsonNode written = JsonSerializer.SerializeToNode(JsonSerializer.Deserialize(document, type), type)!;
        Assert.Empty(Lost(document, written, name));
    }

    [Fact]
    public void Every_prompt_of_the_samples_is_a_good_one()
    {
        JsonObject[] documents = [.. Repository.Documents($"{Folder}/prompts.yaml")];
        PromptVersion[] prompts = [.. documents
            .Where(document => (string?)document["kind"] == "PromptVersion")
            .Select(document => JsonSerializer.Deserialize(document, KeyframeJsonContext.Default.PromptVersion)!)];
        Assert.Equal(3, prompts.Length);
        Assert.All(prompts, prompt => Assert.Null(PromptAnalyzer.Analyze(prompt.Spec, Source(prompt, documents)).Fault));
    }

    [Fact]
    public void The_binding_names_the_workload_and_the_first_snapshot()
    {
        JsonObject binding = Read("deployment.yaml");
        Assert.Equal((string?)Read("workload.yaml")["metadata"]!["name"], (string?)binding["spec"]!["workloadRef"]!["name"]);
        Assert.Equal((string?)Read("snapshot-v1.yaml")["metadata"]!["name"], (string?)binding["spec"]!["snapshotRef"]!["name"]);
    }

    [Theory]
    [InlineData(Folder)]
    [InlineData(RegistryFolder)]
    public void Every_file_is_applied(string folder) => Assert.Equal(
        Repository.Files(folder, "*.yaml").Select(Path.GetFileName).Where(file => file != "kustomization.yaml"),
        Repository.Documents($"{folder}/kustomization.yaml").Single()["resources"]!.AsArray()
            .Select(file => (string?)file).Order(StringComparer.Ordinal));

    [Fact]
    public void The_Secret_of_a_registry_is_granted_and_goes_to_the_registrys_host_and_holds_nothing_real()
    {
        JsonObject secret = Repository.Documents($"{RegistryFolder}/secret.yaml").Single();
        JsonNode registry = Repository.Documents($"{RegistryFolder}/promptregistry.yaml").Single()["spec"]!;
        JsonNode granted = Repository.Documents("config/components/registry-credentials/role.yaml").Single()["rules"]![0]!["resourceNames"]![0]!;
        string? name = (string?)secret["metadata"]!["name"];
        Assert.Equal((name, name), ((string?)registry["secretRef"]!["name"], (string?)granted));
        Assert.Equal(
            new Uri((string)registry["mlflow"]!["url"]!).Authority, (string?)secret["metadata"]!["annotations"]![Annotations.AllowedHost]);
        Assert.All(secret["stringData"]!.AsObject(), entry => Assert.Equal("REPLACE-ME", (string?)entry.Value));
    }

    private static JsonObject Read(string file) => Repository.Documents($"{Folder}/{file}").Single();

    private static SourceContent? Source(PromptVersion prompt, JsonObject[] documents)
    {
        if (prompt.Spec.Source?.ConfigMapKeyRef is not { } source)
        {
            return null;
        }

        JsonObject configMap = documents.Single(document => (string?)document["metadata"]!["name"] == source.Name);
        return new SourceContent(
            new PromptMaterial(PromptContent.OfText((string)configMap["data"]![source.Key]!)),
            new ResolvedSource { Name = source.Name, Version = source.Key });
    }

    private static IEnumerable<string> Differences(string one, string other) =>
        Differences(Read(one), Read(other), "").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Differences(JsonNode? one, JsonNode? other, string path) => (one, other) switch
    {
        (JsonObject a, JsonObject b) => a.Select(member => member.Key).Union(b.Select(member => member.Key))
            .SelectMany(name => Differences(a[name], b[name], $"{path}.{name}")),
        (JsonArray a, JsonArray b) when a.Count == b.Count =>
            a.Zip(b).SelectMany((pair, index) => Differences(pair.First, pair.Second, $"{path}[{index}]")),
        _ => JsonNode.DeepEquals(one, other) ? [] : [$"{path}: {one} → {other}"],
    };

    /// <summary>What did not come back. The reader adds defaults where the sample leaves them out, which is no loss.</summary>
    private static IEnumerable<string> Lost(JsonNode? before, JsonNode? after, string path) => (before, after) switch
    {
        (JsonObject a, JsonObject b) => a.SelectMany(member => Lost(member.Value, b[member.Key], $"{path}.{member.Key}")),
        (JsonArray a, JsonArray b) when a.Count == b.Count =>
            a.Zip(b).SelectMany((pair, index) => Lost(pair.First, pair.Second, $"{path}[{index}]")),
        _ => JsonNode.DeepEquals(before, after) ? [] : [$"{path}: {before} → {after}"],
    };
}
