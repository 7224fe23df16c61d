namespace Keyframe.Registries;

/// <summary>What to look at in one survey.</summary>
/// <param name="Versions">Versions that somebody relies on.</param>
/// <param name="Aliases">Aliases or labels of which to tell what they name.</param>
/// <param name="Cursor">
/// What the last survey answered: a registry with a list of changes may then answer <see cref="Sighting.Unchanged"/> for what has not
/// changed since. Null looks at everything.
/// </param>
public sealed record SurveyRequest(
    IReadOnlyList<WatchedVersion> Versions, IReadOnlyList<WatchedAlias> Aliases, string? Cursor = null);
