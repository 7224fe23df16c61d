using Keyframe.Core.Injection;

namespace Keyframe.Core.Tests.Rollouts.Storms;

/// <summary>A snapshot that a template carries whole, and how.</summary>
/// <param name="Snapshot">Its name.</param>
/// <param name="Path">Where it is mounted.</param>
/// <param name="Containers">By which containers.</param>
/// <param name="Hash">The hash of the section.</param>
internal sealed record Carried(string Snapshot, string Path, string Containers, string Hash)
{
    public static Carried Of(InjectionSection section) =>
        new(section.Snapshot, section.MountPath, string.Join(',', section.Containers), section.Hash);

    /// <summary>Whether it is the same but for the version of the operator that rendered it.</summary>
    public bool IsLike(Carried? other) => other is not null && (Snapshot, Path, Containers) == (other.Snapshot, other.Path, other.Containers);

    public override string ToString() => $"{Snapshot} at {Path} in {Containers}";
}
