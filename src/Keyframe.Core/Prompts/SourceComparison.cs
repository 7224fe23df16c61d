using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;

namespace Keyframe.Core.Prompts;

/// <summary>Holds what a source gives now against what was pinned.</summary>
public static class SourceComparison
{
    private const string Unharmed = "The cluster keeps what was pinned";

    /// <summary>Compares.</summary>
    /// <param name="pinned">The status of the PromptVersion, with its digests and what it was resolved to.</param>
    /// <param name="now">What the source gives for that same version.</param>
    public static SourceFinding Compare(PromptVersionStatus pinned, SourceContent now)
    {
        ArgumentNullException.ThrowIfNull(pinned);
        ArgumentNullException.ThrowIfNull(now);
        ResolvedSource was = pinned.Resolved ?? new ResolvedSource();
        string version = NameOf(was);
        if (was.Id is not null && now.Resolved.Id is not null && was.Id != now.Resolved.Id)
        {
            return new SourceFinding(
                Reasons.VersionReplaced,
                $"{version} was deleted at the source and its number given to another one. {Unharmed}; "
                + "find out who did that, and create a PromptVersion for the new one if it is wanted.");
        }

        bool isSame = TryDigest(now.Material, out string? digest, out string? settings) && digest == pinned.Digest;
        if (!isSame && Moved(was.Dependencies, now.Resolved.Dependencies) is { } moved)
        {
            return new SourceFinding(
                Reasons.DependencyMoved,
                $"{version} is composed of {moved}, so it reads differently at the source. {Unharmed}; "
                + "create a PromptVersion for a new version if that is wanted.");
        }

        if (!isSame)
        {
            return new SourceFinding(
                Reasons.ContentTampered,
                was.Registry is null
                    ? $"{version} has other content than when it was pinned. {Unharmed}; "
                        + "create a PromptVersion for the new content if it is wanted, or restore the old."
                    : $"{version} has other content at the source than when it was pinned, under the same number. {Unharmed}; "
                        + "find out who changed it, and restore it there or register a new version.");
        }

        if (settings != pinned.SettingsDigest)
        {
            return new SourceFinding(
                Reasons.SettingsChanged,
                $"{version} has another model configuration at the source than when it was pinned. {Unharmed}; "
                + "register a new version to roll it out.");
        }

        return SourceFinding.InSync;
    }

    /// <summary>What follows from what an alias or label names now, for a version that is as it was.</summary>
    /// <param name="pinned">The status of the PromptVersion.</param>
    /// <param name="version">The version that it names; null where it names none any more.</param>
    public static SourceFinding AliasNames(PromptVersionStatus pinned, string? version)
    {
        ArgumentNullException.ThrowIfNull(pinned);
        ResolvedSource was = pinned.Resolved ?? new ResolvedSource();
        return version == was.Version
            ? SourceFinding.InSync
            : new SourceFinding(
                Reasons.AliasMoved,
                $"{was.Alias} of {was.Name} named version {was.Version} when this was resolved, and names "
                + $"{(version is null ? "none" : $"version {version}")} now. {Unharmed}; "
                + "create a PromptVersion for the other one if it is wanted, or have the PromptRegistry track the alias.");
    }

    /// <summary>What stands under the version now is no prompt that can be read.</summary>
    /// <param name="pinned">The status of the PromptVersion.</param>
    /// <param name="because">What is wrong with it.</param>
    public static SourceFinding Unreadable(PromptVersionStatus pinned, string because)
    {
        ArgumentNullException.ThrowIfNull(pinned);
        return new SourceFinding(
            Reasons.ContentTampered,
            $"{NameOf(pinned.Resolved)} has other content at the source than when it was pinned, and it cannot be read: "
            + $"{because} {Unharmed}.");
    }

    /// <summary>The source no longer has the version.</summary>
    /// <param name="pinned">The status of the PromptVersion.</param>
    /// <param name="because">What the source said.</param>
    public static SourceFinding Gone(PromptVersionStatus pinned, string because)
    {
        ArgumentNullException.ThrowIfNull(pinned);
        return new SourceFinding(
            Reasons.SourceGone,
            $"{NameOf(pinned.Resolved)} is no longer at the source: {because} {Unharmed}.");
    }

    /// <summary>What a ConfigMap was resolved to is its key.</summary>
    private static string NameOf(ResolvedSource? was) =>
        was is { Registry: null } ? $"Key {was.Version} of ConfigMap {was.Name}" : $"{was?.Name} version {was?.Version}";

    private static bool TryDigest(PromptMaterial material, out string? digest, out string? settings)
    {
        PromptPin? pin = null;
        _ = material.Content.IsWhole && PromptPin.Of(material).TryGet(out pin, out _);
        digest = pin?.Digest.Value;
        settings = pin?.SettingsDigest?.Value;
        return pin is not null;
    }

    private static string? Moved(IReadOnlyList<ResolvedDependency>? before, IReadOnlyList<ResolvedDependency>? now)
    {
        HashSet<(string Name, string Version, string Id)> known = [.. (before ?? []).Select(Key)];
        HashSet<(string Name, string Version, string Id)> present = [.. (now ?? []).Select(Key)];
        if (known.SetEquals(present))
        {
            return null;
        }

        string[] added = [.. present.Except(known).Select(item => $"{item.Name} version {item.Version}").Order(StringComparer.Ordinal)];
        string[] gone = [.. known.Except(present).Select(item => $"{item.Name} version {item.Version}").Order(StringComparer.Ordinal)];
        return (added.Length, gone.Length) switch
        {
            (0, _) => $"less than before ({string.Join(", ", gone)} is gone)",
            (_, 0) => $"more than before ({string.Join(", ", added)} is new)",
            _ => $"{string.Join(", ", added)} instead of {string.Join(", ", gone)}",
        };
    }

    private static (string Name, string Version, string Id) Key(ResolvedDependency dependency) =>
        (dependency.Name, dependency.Version, dependency.Id);
}
