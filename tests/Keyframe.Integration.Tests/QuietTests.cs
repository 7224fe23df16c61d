using Keyframe.Integration.Tests.Worlds;

namespace Keyframe.Integration.Tests;

/// <summary>A settled cluster costs next to nothing: not when idle, not when everything is looked at again.</summary>
public sealed class QuietTests(Cluster cluster)
{
    [Fact]
    public async Task A_resync_of_everything_makes_no_request_and_a_relist_only_lists_and_watches()
    {
        await using World world = await SettledAsync("resync", applications: 15);
        int before = world.Operator.Requests.Count;
        for (int round = 0; round < 3; round++)
        {
            world.Operator.Resync();
        }

        await world.Operator.QuietAsync();
        Assert.Equal(before, world.Operator.Requests.Count);

        await world.Operator.RelistAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await world.Operator.QuietAsync();
        string[] requests = [.. world.Operator.Requests.Skip(before)];
        // One list and one watch for each of the eleven kinds; none of a single object, and no write.
        Assert.Equal(11, requests.Count(IsWatch));
        Assert.Equal(11, requests.Count(IsList));
        Assert.Equal(22, requests.Length);
    }

    /// <summary>A minute of it is measured by the benchmark; one request a second would show in these three already.</summary>
    [Fact]
    public async Task An_idle_operator_asks_for_nothing()
    {
        await using World world = await SettledAsync("idle", applications: 3);
        int before = world.Operator.Requests.Count;
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        Assert.DoesNotContain(world.Operator.Requests.Skip(before), request => !IsWatch(request));
    }

    private static bool IsWatch(string request) => request.Contains("watch=true", StringComparison.Ordinal);

    private static bool IsList(string request) =>
        request.StartsWith("GET ", StringComparison.Ordinal) && request.Contains("limit=", StringComparison.Ordinal);

    /// <summary>Many applications that have settled, and an operator that has nothing left to do.</summary>
    private async Task<World> SettledAsync(string hint, int applications)
    {
        World world = await World.StartAsync(cluster, hint);
        await world.ApplyAsync(Manifests.Prompt("greeting-1", "1", "Hello {{name}}") + Manifests.Snapshot("one", "greeting-1")
            + string.Concat(Enumerable.Range(0, applications).Select(
                i => Manifests.Workload($"app-{i}") + Manifests.Binding("one", $"app-{i}", $"app-{i}"))));
        for (int i = 0; i < applications; i++)
        {
            await world.SettledOnAsync("one", $"app-{i}");
        }

        await world.Operator.QuietAsync();
        return world;
    }
}
