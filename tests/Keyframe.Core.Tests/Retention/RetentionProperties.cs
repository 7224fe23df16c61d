using CsCheck;

namespace Keyframe.Core.Tests.Retention;

/// <summary>
/// Whatever happens in whatever order, however late the operator sees it: a ConfigMap that something mounts is never
/// collected, and one that nothing needs is, in the end.
/// </summary>
public sealed class RetentionProperties
{
    private const int Undo = 0;
    private const int RollOutAnother = 2;
    private const int DeployImage = 3;

    private static readonly string[] Edits = ["undo 0", "undo 1", "roll out another", "deploy image", "deploy image"];

    private static readonly Gen<Event> Events = Gen.Frequency(
        (2, Always("begin rollout", town => town.BeginRollout())),
        (2, Always("end rollout", town => town.EndRollout())),
        (3, Always("unbind", town => town.Unbind())),
        (3, Always("delete snapshot", town => town.DeleteSnapshot())),
        (8, Gen.Bool.Select(Gen.Int[0, 4], (done, which) => new Event(
            $"{Edits[which]}{(done ? " until it is done" : "")}", town => town.Edit(which, done)))),
        (1, Gen.Int[0, 2].Select(fate => new Event($"workload's fate {fate}", town => town.Meet(fate)))),
        (2, Always("Deployment is taken up", town => town.TakeUpDeployment())),
        (2, Always("ReplicaSets are made", town => town.MakeReplicaSets())),
        (3, Always("garbage collector", town => town.CollectGarbage())),
        (2, Gen.Int[0, 3].Select(kind => new Event($"see {kind}", town => town.See(kind)))),
        (2, Always("look", town => town.Look())),
        (5, Always("catch up", town => town.CatchUp())),
        (2, Always("go away", town => town.GoAway())),
        (1, Always("come back", town => town.ComeBack())));

    [Fact]
    public void What_is_mounted_is_kept_and_what_nothing_needs_is_collected_in_the_end() => Events.Array[1, 60].Sample(
        events =>
        {
            var town = new Town();
            foreach (Event happening in events)
            {
                happening.Happen(town);
            }

            town.Settle();
            Assert.False(town.IsMounted && town.ConfigMap is null, "mounted, but not there");
            // One that a deletion with --cascade=orphan left without any owner stays.
            bool left = town.ConfigMap is { Owners.Count: > 0 };
            Assert.True(town.IsNeeded || !left, $"needed by nothing, but there: {town.ConfigMap}");
        },
        print: events => string.Join(", ", events.Select(happening => happening.Name)),
        iter: 20_000);

    /// <summary>Too rare to come about by chance: the reason why a workload stays an owner beside its ReplicaSets.</summary>
    [Fact]
    public void A_revision_that_is_returned_to_while_the_operator_is_away_keeps_it()
    {
        var town = new Town();
        town.BeginRollout();
        town.EndRollout();
        town.Edit(DeployImage, untilDone: true);
        town.CatchUp();
        town.Unbind();
        town.DeleteSnapshot();
        town.Edit(RollOutAnother, untilDone: true);
        town.CatchUp();
        town.CollectGarbage();

        town.GoAway();
        town.Edit(Undo, untilDone: true);
        town.Edit(DeployImage, untilDone: true);
        town.Edit(DeployImage, untilDone: true);
        town.CollectGarbage();
        town.CollectGarbage();
        Assert.True(town.IsMounted);
        Assert.NotNull(town.ConfigMap);

        town.Edit(RollOutAnother, untilDone: true);
        town.Edit(RollOutAnother, untilDone: true);
        town.Settle();
        Assert.Null(town.ConfigMap);
    }

    private static Gen<Event> Always(string name, Action<Town> happen) => Gen.Const(new Event(name, happen));

    private sealed record Event(string Name, Action<Town> Happen);
}
