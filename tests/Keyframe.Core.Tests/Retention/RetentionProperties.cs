using CsCheck;

namespace Keyframe.Core.Tests.Retention;

/// <summary>
/// Whatever happens in whatever order, however late the operator sees it: a ConfigMap that something mounts is never collected, and
/// one that nothing needs is, in the end.
/// </summary>
public sealed class RetentionProperties
{
    private static readonly Gen<Event> Events = Gen.Frequency(
        (2, Always("begin rollout", town => town.BeginRollout())),
        (2, Always("end rollout", town => town.EndRollout())),
        (3, Always("unbind", town => town.Unbind())),
        (3, Always("delete snapshot", town => town.DeleteSnapshot())),
        (8, Gen.Bool.Select(Gen.Int[0, 4], (done, which) => new Event(
            $"{(which < 2 ? $"undo {which}" : which == 2 ? "roll out another" : "deploy image")}{(done ? " until it is done" : "")}",
            town => town.Edit(which, done)))),
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
            Assert.True(town.IsNeeded || town.ConfigMap is null or { Owners.Count: 0 }, $"needed by nothing, but there: {town.ConfigMap}");
        },
        print: events => string.Join(", ", events.Select(happening => happening.Name)),
        iter: 20_000);

    private static Gen<Event> Always(string name, Action<Town> happen) => Gen.Const(new Event(name, happen));

    private sealed record Event(string Name, Action<Town> Happen);
}
