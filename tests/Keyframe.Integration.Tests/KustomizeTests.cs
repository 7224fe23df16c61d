using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Keyframe.Api.Deployments;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Processes;
using Keyframe.Testing.Resources;

namespace Keyframe.Integration.Tests;

/// <summary>
/// Objects of Keyframe in kustomizations: names are rewritten wherever they stand, and what kustomize writes into everything
/// that is called Deployment does no harm.
/// </summary>
public sealed partial class KustomizeTests(Cluster cluster) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kustomize").FullName;

    private static readonly string Overlay = Repository.Path("tests/Keyframe.Integration.Tests/Kustomize/overlay");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_name_is_that_of_an_object()
    {
        JsonObject[] objects = await BuildAsync(Overlay);
        HashSet<string> there = [.. objects.Select(item => $"{item["kind"]} {Name(item)}")];
        Assert.Equal(
            [
                "Deployment dev-bot-eu: Deployment dev-bot-eu",
                "Deployment dev-bot-eu: GenAIAppSnapshot dev-bot-eu",
                "Deployment dev-bot-set-eu: GenAIAppSnapshot dev-bot-eu",
                "Deployment dev-bot-set-eu: StatefulSet dev-bot-eu",
                "GenAIAppSnapshot dev-bot-eu: ConfigMap dev-index-eu-*",
                "GenAIAppSnapshot dev-bot-eu: PromptVersion dev-greeting-1-eu",
                "PromptRegistry dev-lf-eu: ConfigMap dev-ca-eu-*",
                "PromptRegistry dev-lf-eu: Secret dev-prompt-registry-credentials-eu-*",
                "PromptVersion dev-greeting-1-eu: ConfigMap dev-prompts-eu-*",
                "PromptVersion dev-greeting-2-eu: PromptRegistry dev-models-eu",
                "PromptVersion dev-greeting-2-eu: PromptVersion dev-greeting-1-eu",
                "PromptVersion dev-greeting-3-eu: PromptRegistry dev-lf-eu",
                "Role dev-keyframe-registry-credentials-eu: Secret dev-prompt-registry-credentials-eu-*",
            ],
            objects.SelectMany(item => Named(item).Select(named => $"{item["kind"]} {Name(item)}: {WithoutHash(named)}"))
                .Order(StringComparer.Ordinal));
        Assert.All(objects.SelectMany(Named), named => Assert.Contains(named, there));
    }

    [Fact]
    public async Task Without_the_component_names_are_left_as_they_were()
    {
        await WriteAsync("all.yaml", Manifests.Everything());
        await WriteAsync("kustomization.yaml", "namePrefix: dev-\nresources: [all.yaml]\n");
        JsonObject binding = (await BuildAsync(_folder)).Single(IsBinding);
        Assert.Equal(("one", "app"), ((string?)binding["spec"]!["snapshotRef"]!["name"], (string?)binding["spec"]!["workloadRef"]!["name"]));
    }

    [Fact]
    public async Task What_is_written_into_whatever_is_called_Deployment_is_written_into_a_binding_too()
    {
        JsonObject binding = (await BuildAsync(Overlay)).Single(item => IsBinding(item) && Name(item) == "dev-bot-eu");
        JsonNode spec = binding["spec"]!;
        Assert.Equal(2, (long)spec["replicas"]!);
        Assert.Equal("a", (string?)spec["selector"]!["matchLabels"]!["team"]);
        Assert.Equal("a", (string?)spec["template"]!["metadata"]!["labels"]!["team"]);
        Assert.Equal("team-a", (string?)spec["template"]!["metadata"]!["annotations"]!["owner"]);
        Assert.Equal("main", (string?)spec["template"]!["spec"]!["containers"]![0]!["name"]);
    }

    [Theory]
    [InlineData("--server-side", "--force-conflicts", "--field-manager=kustomize-controller")]
    [InlineData("--server-side", "--force-conflicts", "--field-manager=argocd-controller")]
    [InlineData("--server-side=false")]
    public async Task It_is_accepted_by_the_strictest_validation_and_ignored(params string[] how)
    {
        await using World world = await World.StartAsync(cluster, "kustomize");
        string overlay = Path.GetRelativePath(_folder, Overlay);
        await WriteAsync("kustomization.yaml", $"namespace: {world.Namespace}\nresources: [{overlay}]\n");
        await BuildAsync(_folder);
        string[] apply = ["apply", "--validate=true", .. how, "-k", _folder];
        (await world.Kubectl.RunAsync(apply, Token)).EnsureSuccess();
        GenAIDeployment first = await world.SettledOnAsync("dev-bot-eu", "dev-bot-eu");
        GenAIDeployment second = await world.SettledOnAsync("dev-bot-eu", "dev-bot-set-eu");
        Assert.Equal((2, 2), (first.Status!.Workload!.Replicas, second.Status!.Workload!.Replicas));

        // Nor does the next synchronization, of the same commit, change anything.
        (await world.Kubectl.RunAsync(apply, Token)).EnsureSuccess();
        await world.Operator.QuietAsync();
        Assert.Equal(first.Metadata.Generation, (await world.BindingAsync("dev-bot-eu"))!.Metadata.Generation);
        Assert.Equal(first.Status.Workload.ObservedGeneration, (await world.WorkloadAsync("dev-bot-eu")).Metadata.Generation);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static bool IsBinding(JsonObject item) =>
        ((string?)item["apiVersion"], (string?)item["kind"]) == ("keyframe.dev/v1alpha1", "Deployment");

    private static string Name(JsonObject item) => (string)item["metadata"]!["name"]!;

    private static string WithoutHash(string named) => Hash().Replace(named, "-eu-*");

    /// <summary>What an object names, as kind and name.</summary>
    private static IEnumerable<string> Named(JsonObject item)
    {
        JsonNode? spec = item["spec"];
        JsonNode? source = spec?["source"];
        IEnumerable<(string Kind, JsonNode? Name)> names = (string)item["kind"]! switch
        {
            "Deployment" when IsBinding(item) =>
            [
                ((string?)spec!["workloadRef"]!["kind"] ?? "Deployment", spec["workloadRef"]!["name"]),
                ("GenAIAppSnapshot", spec["snapshotRef"]!["name"]),
            ],
            "GenAIAppSnapshot" =>
            [
                .. spec!["prompts"]!.AsArray().Select(prompt => ("PromptVersion", prompt!["promptRef"]!["name"])),
                .. spec["retrieval"]!.AsArray().Select(index => ("ConfigMap", index!["verify"]!["configMapKeyRef"]!["name"])),
            ],
            "PromptVersion" =>
            [
                ("PromptVersion", spec!["parent"]),
                ("ConfigMap", source!["configMapKeyRef"]?["name"]),
                ("PromptRegistry", source["mlflow"]?["registryRef"]!["name"]),
                ("PromptRegistry", source["langfuse"]?["registryRef"]!["name"]),
            ],
            "PromptRegistry" =>
            [
                ("Secret", spec!["secretRef"]?["name"]),
                ("ConfigMap", spec["caBundle"]?["configMapKeyRef"]!["name"]),
            ],
            "Role" => [("Secret", item["rules"]![0]!["resourceNames"]![0])],
            _ => [],
        };
        return names.Where(name => name.Name is not null).Select(name => $"{name.Kind} {name.Name}");
    }

    private async Task<JsonObject[]> BuildAsync(string folder)
    {
        CommandResult version = await cluster.Fixture.Kubectl.RunAsync(["version", "--client", "-o", "json"], Token);
        string minor = (string)JsonNode.Parse(version.Output)!["clientVersion"]!["minor"]!;
        Assert.SkipUnless(int.Parse(minor.TrimEnd('+'), null) >= 27, "needs kustomize 5, which kubectl has from 1.27 on");
        CommandResult built = await cluster.Fixture.Kubectl.RunAsync(["kustomize", folder], Token);
        Assert.True(built.ExitCode == 0, built.Error);
        return [.. YamlDocuments.Parse(built.Output)];
    }

    private Task WriteAsync(string file, string content) => File.WriteAllTextAsync(Path.Combine(_folder, file), content, Token);

    [GeneratedRegex("-eu-[a-z0-9]{10}$")]
    private static partial Regex Hash();
}
