using System.Text.Json.Nodes;
using Keyframe.Testing.Resources;

namespace Keyframe.Core.Tests.GitOps;

/// <summary>The patch of argocd-cm holds the Lua files as they are, under the keys where Argo CD looks for them.</summary>
public sealed class ArgoPatchTests
{
    private const string Folder = "config/gitops/argocd";
    private const string Actions = "resource.customizations.actions.keyframe.dev_Deployment";

    private static readonly JsonObject Patch = Assert.Single(Repository.Documents($"{Folder}/argocd-cm.yaml"));

    [Fact]
    public void It_is_for_the_ConfigMap_of_Argo_CD() => Assert.Equal(
        ("v1", "ConfigMap", "argocd-cm"), ((string?)Patch["apiVersion"], (string?)Patch["kind"], (string?)Patch["metadata"]!["name"]));

    [Fact]
    public void Every_kind_has_its_health_check_and_there_is_nothing_else()
    {
        IEnumerable<string> kinds = Repository.Files("crds", "*.yaml").SelectMany(file => Repository.Documents(file))
            .Select(definition => $"resource.customizations.health.keyframe.dev_{definition["spec"]!["names"]!["kind"]}");
        Assert.Equal(
            kinds.Append(Actions).Order(StringComparer.Ordinal),
            Patch["data"]!.AsObject().Select(entry => entry.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Its_health_checks_are_the_file() => Assert.All(
        Patch["data"]!.AsObject().Where(entry => entry.Key != Actions), entry => Assert.Equal(Text("health.lua"), (string?)entry.Value));

    [Fact]
    public void Its_actions_are_the_files()
    {
        JsonObject actions = Assert.Single(YamlDocuments.Parse((string)Patch["data"]![Actions]!));
        Assert.Equal(Text("actions/discovery.lua"), (string?)actions["discovery.lua"]);
        Assert.Equal(
            Repository.Files(Folder, "*.lua").Where(file => !file.EndsWith("health.lua", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            actions["definitions"]!.AsArray().Select(action => $"{Folder}/actions/{action!["name"]}.lua")
                .Append($"{Folder}/actions/discovery.lua").Order(StringComparer.Ordinal));
        Assert.All(
            actions["definitions"]!.AsArray(),
            action => Assert.Equal(Text($"actions/{action!["name"]}.lua"), (string?)action["action.lua"]));
    }

    private static string Text(string file) => File.ReadAllText(Repository.Path($"{Folder}/{file}"));
}
