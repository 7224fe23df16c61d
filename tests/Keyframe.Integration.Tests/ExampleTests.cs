using k8s;
using k8s.Models;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Processes;
using Keyframe.Testing.Resources;

namespace Keyframe.Integration.Tests;

/// <summary>The operator of docs/examples, built on the runtime alone, as somebody would run it.</summary>
public sealed class ExampleTests(Cluster cluster)
{
    private static readonly string Source = Repository.Path("docs/examples/team-operator/Program.cs");

    /// <summary>Built in the same configuration and for the same framework as this.</summary>
    private static readonly string Program = Path.Combine(
        Repository.Path("docs/examples/team-operator/bin"),
        Path.GetRelativePath(Repository.Path("tests/Keyframe.Integration.Tests/bin"), AppContext.BaseDirectory),
        "team-operator.dll");

    [Fact]
    public async Task The_example_gives_a_labelled_namespace_its_config_map_and_keeps_it_that_way()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        await using var home = await cluster.Fixture.CreateNamespaceAsync("example", token);
        await using var program = ChildProgram.Start(
            Program, [], new Dictionary<string, string?> { ["KUBECONFIG"] = cluster.Fixture.ControlPlane.KubeconfigPath });
        ICoreV1Operations api = cluster.Fixture.Client.CoreV1;

        await api.PatchNamespaceAsync(Labelled("red"), home.Name, cancellationToken: token);
        V1ConfigMap made = await TeamAsync("red");
        await api.DeleteNamespacedConfigMapAsync("team", home.Name, cancellationToken: token);
        V1ConfigMap restored = await TeamAsync("red", not: made.Metadata.Uid);
        await api.PatchNamespaceAsync(Labelled("blue"), home.Name, cancellationToken: token);
        Assert.Equal(restored.Metadata.Uid, (await TeamAsync("blue")).Metadata.Uid);
        Assert.Equal(0, await program.StopAsync(token));

        async Task<V1ConfigMap> TeamAsync(string team, string? not = null)
        {
            while (true)
            {
                V1ConfigMapList found = await api.ListNamespacedConfigMapAsync(
                    home.Name, labelSelector: $"example.dev/team={team}", cancellationToken: token);
                if (found.Items.SingleOrDefault(map => map.Data["team"] == team && map.Metadata.Uid != not) is { } map)
                {
                    return map;
                }

                program.RequireRunning();
                await Task.Delay(50, token);
            }
        }
    }

    [Fact]
    public void The_example_is_forty_lines_and_the_guide_shows_it_as_it_is()
    {
        string code = File.ReadAllText(Source);
        IEnumerable<string> counted = code.Split('\n').Where(line => line.Trim().Length > 0 && !line.StartsWith("using ", StringComparison.Ordinal));
        Assert.InRange(counted.Count(), 1, 40);
        Assert.Contains($"```csharp\n{code}```", File.ReadAllText(Repository.Path("docs/guides/building-an-operator.md")), StringComparison.Ordinal);
    }

    private static V1Patch Labelled(string team) =>
        new(new { metadata = new { labels = new Dictionary<string, string> { ["example.dev/team"] = team } } }, V1Patch.PatchType.MergePatch);
}
