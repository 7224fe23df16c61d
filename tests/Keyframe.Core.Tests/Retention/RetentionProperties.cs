using CsCheck;

namespace Keyframe.Core.Tests.Retention;

/// <summary>
/// Whatever happens in whatever order, however late the operator sees it: a ConfigMap that something mounts is never collected, and
/// one that nothing needs is, in the end.
/// </summary>
public sealed class RetentionProperties
{
    private static readonly Gen<Event> Events = Gen.Frequency(
        (3, Always("begin rollout", town => town.BeginRollout())),
        (3, Always("end rollout", town => town.EndRollout())),
        (2, Always("unbind", town => town.Unbind())),
        (2, Always("delete snapshot", town => town.DeleteSnapshot())),
        (3, Always("deploy image", town => town.DeployImage())),
        (3, Always("roll out another", town => town.RollOutAnother())),
        (2, Gen.Int[0, 3].Select(which => new Event($"undo {which}", town => town.Undo(which)))),
        (1, Gen.Int[0, 2].Select(fate => new Event($"workload's fate {fate}", town => town.Meet(fate)))),
        (2, Always("Deployment is taken up", town => town.TakeUpDeployment())),
        (2, Always("ReplicaSets are made", town => town.RunDeployment())),
        (6, Always("Deployment is done", town => town.TakeUpDeployment().RunDeployment())),
        (4, Always("garbage collector", town => town.CollectGarbage())),
        (2, Gen.Int[0, 3].Select(kind => new Event($"see {kind}", town => town.See(kind)))),
        (3, Always("look", town => town.Look())),
        (8, Always("catch up", town => town.CatchUp())),
        (1, Always("go away", town => town.GoAway())),
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
