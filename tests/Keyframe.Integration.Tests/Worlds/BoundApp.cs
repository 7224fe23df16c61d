namespace Keyframe.Integration.Tests.Worlds;

/// <summary>A workload <c>app</c> that ran before it was bound, three snapshots <c>one</c>, <c>two</c>, <c>three</c>, and a binding to the first.</summary>
internal static class BoundApp
{
    /// <summary>Sets it up, and waits until it has settled. The workload's first revision is from before the binding.</summary>
    /// <param name="world">Where.</param>
    public static async Task StartAsync(World world)
    {
        await world.ApplyAsync(Manifests.Workload());
        await World.EventuallyAsync(
            () => world.ReplicaSetsAsync()!, sets => sets.Any(set => set.Status.Replicas > 0), "the workload runs before it is bound");
        await world.ApplyAsync(
            Manifests.Prompt("greeting-1", "1", "Hello {{name}}")
            + Manifests.Snapshot("one", "greeting-1", settings: "settings: {n: 1}")
            + Manifests.Snapshot("two", "greeting-1", settings: "settings: {n: 2}")
            + Manifests.Snapshot("three", "greeting-1", settings: "settings: {n: 3}")
            + Manifests.Binding("one"));
        await world.SettledOnAsync("one", "app");
    }
}
