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
    /// <param name="aliasNow">The version that the alias or label names now, where it was resolved by one; otherwise null.</param>
    public static SourceFinding Compare(PromptVersionStatus pinned, SourceContent now, string? aliasNow = null)
    {
        ArgumentNullException.ThrowIfNull(pinned);
        ArgumentNullException.ThrowIfNull(now);
        ResolvedSource was = pinned.Resolved ?? new ResolvedSource();
        string version = $"{was.Name} version {was.Version}";
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
                $"{version} has other content at the source than when it was pinned, under the same number. {Unharmed}; "
                + "find out who changed it, and restore it there or register a new version.");
        }

        if (settings != pinned.SettingsDigest)
        {
            return new SourceFinding(
                Reasons.SettingsChanged,
                $"{version} has another model configuration at the source than when it was pinned. {Unharmed}; "
                + "register a new version to roll it out.");
        }

        return aliasNow is not null && aliasNow != was.Version
            ? new SourceFinding(
                Reasons.AliasMoved,
                $"{was.Alias} of {was.Name} named version {was.Version} when this was resolved, and names version {aliasNow} now. {Unharmed}; "
                + "create a PromptVersion for it, or have the PromptRegistry track it.")
            : SourceFinding.InSync;
    }

    /// <summary>The source no longer has the version.</summary>
    /// <param name="pinned">The status of the PromptVersion.</param>
    /// <param name="because">What the source said.</param>
    public static SourceFinding Gone(PromptVersionStatus pinned, string because)
    {
        ArgumentNullException.ThrowIfNull(pinned);
        return new SourceFinding(
            Reasons.SourceGone,
            $"{pinned.Resolved?.Name} version {pinned.Resolved?.Version} is no longer at the source: {because} {Unharmed}.");
    }

    private static bool TryDigest(PromptMaterial material, out string? digest, out string? settings)
    {
        PromptPin.Of(material).TryGet(out PromptPin? pin, out _);
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
