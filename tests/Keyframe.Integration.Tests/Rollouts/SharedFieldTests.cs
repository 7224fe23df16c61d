using Keyframe.Api.Deployments;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Integration.Tests.Worlds.GitOps;

namespace Keyframe.Integration.Tests.Rollouts;

/// <summary>
/// Git manages one of Keyframe's own keys: the same variable, the same mount path, the same volume. Nothing is ever forced on a
/// GitOps tool; the binding says which field it is, and who holds it.
/// </summary>
public sealed class SharedFieldTests(Cluster cluster)
{
    private const string Variable = "env: [{name: KEYFRAME_SNAPSHOT, value: mine}]";

    private const string Mount = """
        volumeMounts: [{name: data, mountPath: /etc/keyframe}]
              volumes: [{name: data, emptyDir: {}}]
        """;

    private const string Volume = """
        volumeMounts: [{name: keyframe, mountPath: /mine}]
              volumes: [{name: keyframe, configMap: {name: mine}}]
        """;

    private const string OtherVolume = """
        volumeMounts: [{name: keyframe, mountPath: /mine}]
              volumes: [{name: keyframe, emptyDir: {}}]
        """;

    private static readonly (string Part, string Field)[] Keys =
    [
        (Variable, """.spec.template.spec.containers[name="main"].env[name="KEYFRAME_SNAPSHOT"].value"""),
        (Mount, """.spec.template.spec.containers[name="main"].volumeMounts[mountPath="/etc/keyframe"].name"""),
        (Volume, """.spec.template.spec.volumes[name="keyframe"].configMap.name"""),
    ];

    public static TheoryData<GitOpsTool, string, string> First => Cases([.. Keys, (OtherVolume, "spec.volumes[keyframe]")]);

    /// <summary>A volume of another type cannot come later: the API server does not let a volume have two types.</summary>
    public static TheoryData<GitOpsTool, string, string> Later => Cases(Keys);

    [Theory]
    [MemberData(nameof(First))]
    public async Task Where_Git_had_it_first_nothing_is_written(GitOpsTool tool, string part, string field)
    {
        await using World world = await World.StartAsync(cluster, "shared");
        string workload = Manifests.Workload(mounts: part);
        await world.RunAsync("create", "configmap", "mine");
        await world.SyncAsync(tool, workload);
        await world.RunAsync("rollout", "status", "deployment/app", "--timeout=30s");
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        await world.ApplyAsync(Manifests.Prompt("greeting-1", "1", "Hello") + Manifests.Snapshot("one", "greeting-1") + Manifests.Binding("one"));
        await ToldAsync(world, tool, field);
        await world.SyncAsync(tool, workload);
        Assert.Equal(new RolloutCost(Writes: 0, Generations: 0, ReplicaSets: 0), await meter.SpentAsync());

        // Taken out of Git, as the message asks for, it is Keyframe's.
        await world.SyncAsync(tool, Manifests.Workload());
        await world.SettledOnAsync("one", "app");
        Assert.Equal("one", await world.CarriedAsync());
    }

    [Theory]
    [MemberData(nameof(Later))]
    public async Task Where_Git_comes_to_it_later_Git_has_it(GitOpsTool tool, string part, string field)
    {
        await using World world = await World.StartAsync(cluster, "shared");
        await world.RunAsync("create", "configmap", "mine");
        await BoundApp.StartAsync(world);
        await world.SyncAsync(tool, Manifests.Workload());
        RolloutMeter meter = await RolloutMeter.StartAsync(world);
        string workload = Manifests.Workload(mounts: part);
        await world.SyncAsync(tool, workload);
        await ToldAsync(world, tool, field);
        await world.SyncAsync(tool, workload);
        // One change, which is Git's own.
        Assert.Equal(new RolloutCost(Writes: 0, Generations: 1, ReplicaSets: 1), await meter.SpentAsync());

        if ((await world.TrySyncAsync(tool, Manifests.Workload())).ExitCode != 0)
        {
            // Server-side, Git cannot give back a part of a volume. Then Keyframe gives up its own.
            await world.ApplyAsync(Manifests.Binding("one", injection: "detach: true"));
            await World.EventuallyAsync(
                () => world.BindingAsync("app"), found => Conditions.IsTrue(found, "WorkloadDetached"), "the binding lets go");
            await world.SyncAsync(tool, Manifests.Workload());
            await world.ApplyAsync(Manifests.Binding("one", injection: "detach: false"));
        }

        await world.SettledOnAsync("one", "app");
        Assert.Equal("one", await world.CarriedAsync());
    }

    private static async Task ToldAsync(World world, GitOpsTool tool, string field)
    {
        GenAIDeployment told = await World.EventuallyAsync(
            () => world.BindingAsync("app"),
            found => Conditions.Find(found, "Stalled")?.Reason == "FieldConflict" && Conditions.IsTrue(found, "FieldConflict"),
            "the binding tells of the conflict");
        string message = Conditions.Find(told, "Stalled")!.Message;
        Assert.Contains(field, message, StringComparison.Ordinal);
        Assert.Contains($" by {GitOps.ManagerOf(tool)}", message, StringComparison.Ordinal);
    }

    private static TheoryData<GitOpsTool, string, string> Cases(IReadOnlyList<(string Part, string Field)> keys)
    {
        TheoryData<GitOpsTool, string, string> cases = [];
        foreach (GitOpsTool tool in Enum.GetValues<GitOpsTool>())
        {
            foreach ((string part, string field) in keys)
            {
                cases.Add(tool, part, field);
            }
        }

        return cases;
    }
}
