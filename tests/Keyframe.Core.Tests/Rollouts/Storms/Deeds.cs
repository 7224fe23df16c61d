using CsCheck;

namespace Keyframe.Core.Tests.Rollouts.Storms;

/// <summary>Deeds of which it is clear what has to come of them, at random.</summary>
internal static class Deeds
{
    private static readonly Gen<string> Snapshot = Gen.OneOf("v1", "v2", "v3");

    public static Gen<Deed> All { get; } = Gen.Frequency(
        (6, Snapshot.Select(name => new Deed($"ask {name}", storm => storm.Ask(name), (outline, storm) => outline.Ask(name, storm)))),
        (1, Gen.OneOf("/etc/keyframe", "/config").Select(path => new Deed(
            $"mount at {path}, and nothing else is held", storm => MountAt(storm, path), (outline, storm) => Mounted(outline, storm, path)))),
        (4, Gen.Const(new Deed("undo", storm => storm.Undo(), (outline, storm) => outline.Undone(storm)))),
        (2, Gen.Int[1, 6].Select(number => new Deed(
            $"undo to {number}", storm => storm.Undo(number), (outline, storm) => outline.Undone(storm)))),
        (2, Gen.Const(new Deed("request undo", storm => storm.Request("undo"), (outline, storm) => outline.RequestUndo(storm)))),
        (2, Gen.Const(new Deed("request retry", storm => storm.Request("retry"), (outline, storm) => outline.Retry(storm)))),
        (1, Gen.Const(new Deed("request abort, of nothing", storm => storm.RequestAgain(), static (_, _) => { }))),
        (4, Snapshot.Select(name => new Deed($"break or mend {name}", storm => storm.Break(name), static (_, _) => { }))),
        (1, Gen.Int[0, 9].Select(which => new Deed($"edit {which} out", storm => storm.Edit(which, null), static (_, _) => { }))),
        (1, Gen.Int[0, 9].Select(which => new Deed($"edit {which}", storm => storm.Edit(which, "other"), static (_, _) => { }))),
        (1, Gen.Const(new Deed("kubectl apply", storm => storm.ApplyManifest(), static (_, _) => { }))),
        (1, Gen.Const(new Deed("Argo CD applies", storm => storm.ApplyServerSide(Managers.Argo), static (_, _) => { }))),
        (1, Gen.Const(new Deed("Flux applies", storm => storm.ApplyByFlux(), static (_, _) => { }))),
        (1, Gen.Const(new Deed("replace", storm => storm.Replace(), static (_, _) => { }) { HasToBeSeen = true })),
        (1, Gen.Const(new Deed("the operator is upgraded", storm => storm.Upgrade(), (outline, _) => outline.Upgraded()))));

    /// <summary>How an operator is disturbed while all of this is dealt with: at some looks, at some writes.</summary>
    public static Gen<Cut[]> Cuts { get; } = Gen.Select(
            Gen.OneOf(CutKind.None, CutKind.DieBefore, CutKind.DieAfter, CutKind.LoseAnswer), Gen.Int[0, 3])
        .Select((kind, at) => new Cut(kind, at)).Array[0, 6];

    private static void MountAt(Storm storm, string path)
    {
        if (storm.Status.Hold is null)
        {
            storm.MountAt(path);
        }
    }

    private static void Mounted(Outline outline, Storm storm, string path)
    {
        if (StormWitness.PathOf(storm.Binding) == path)
        {
            outline.MountAt(path, storm);
        }
    }
}
