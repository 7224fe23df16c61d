using System.Text.Json.Nodes;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Processes;
using Keyframe.Testing.Resources;

namespace Keyframe.Integration.Tests;

/// <summary>What the README tells people to type.</summary>
public sealed class InstallationTests(Cluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_CRDs_are_applied_by_kubectl_as_they_are()
    {
        cluster.Fixture.RequireVersion(1, 25, "x-kubernetes-validations in kubectl apply");
        CommandResult result = await cluster.Fixture.Kubectl.RunAsync(["apply", "--server-side", "-f", Repository.Path("crds/")], Token);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(4, result.Output.Split("serverside-applied").Length - 1);
    }

    [Theory]
    [InlineData("config/default", 16)]
    [InlineData("config/availability", 2)]
    [InlineData("config/crd", 4)]
    [InlineData("config/samples/support-bot", 9)]
    public async Task Kustomize_builds(string folder, int objects)
    {
        CommandResult result = await cluster.Fixture.Kubectl.RunAsync(["kustomize", Repository.Path(folder)], Token);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(objects, YamlDocuments.Parse(result.Output).Count());
    }

    [Fact]
    public async Task What_is_for_every_version_is_accepted_by_this_one()
    {
        await ApplyAsync("-f", Repository.Path("config/manager/namespace.yaml"));
        await ApplyAsync("--dry-run=server", "-k", Repository.Path("config/rbac"));
        await ApplyAsync("--dry-run=server", "-k", Repository.Path("config/manager"));
    }

    [Fact]
    public async Task The_whole_installation_is_accepted()
    {
        cluster.Fixture.RequireVersion(1, 29, "flowcontrol.apiserver.k8s.io/v1");
        await ApplyAsync("-f", Repository.Path("config/manager/namespace.yaml"));
        await ApplyAsync("--dry-run=server", "-k", Repository.Path("config/default"));
    }

    [Theory]
    [InlineData("pver.spec.template", "The messages of a chat prompt, in order.")]
    [InlineData("gsnap.spec.retrieval", "The version of the index that this configuration was reviewed with.")]
    [InlineData("gdep.spec", "Change it to roll out; set it back to roll back.")]
    [InlineData("gdep.status.history", "the revision that it took out of service.")]
    public async Task Kubectl_explain_is_the_manual(string field, string says)
    {
        // A server publishes the schema of a new definition after a moment.
        CommandResult explained = await World.EventuallyAsync<CommandResult>(
            async () => await cluster.Fixture.Kubectl.RunAsync(["explain", field], Token), result => result.ExitCode == 0, $"{field} is explained");
        string text = string.Join(' ', explained.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(says, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_kind_is_listed_by_its_categories_and_short_names()
    {
        foreach (string name in new[] { "keyframe", "genai", "pver", "gsnap", "gdep" })
        {
            CommandResult result = await cluster.Fixture.Kubectl.RunAsync(["get", name, "--namespace", "default", "-o", "json"], Token);
            Assert.True(result.ExitCode == 0, result.Error);
            Assert.Equal("List", (string?)JsonNode.Parse(result.Output)!["kind"]);
        }
    }

    private async Task ApplyAsync(params string[] arguments)
    {
        CommandResult result = await cluster.Fixture.Kubectl.RunAsync(["apply", .. arguments], Token);
        Assert.True(result.ExitCode == 0, result.Error);
    }
}
