using Keyframe.Registries.Reading;

namespace Keyframe.Registries.Langfuse;

/// <summary>
/// Looks at many versions and labels: the list of prompts says which exist and which prompts have changed since the last survey,
/// and only these are read. A version that is composed of others changes with them.
/// </summary>
/// <param name="catalog">The list.</param>
/// <param name="faults">Faults of single prompts.</param>
/// <param name="readVersion">Reads a single version.</param>
/// <param name="readLabel">Reads what a single label names.</param>
internal sealed class LangfuseSurvey(
    LangfuseCatalog catalog,
    PromptFaults faults,
    Func<VersionKey, CancellationToken, Task<RegistryPrompt>> readVersion,
    Func<AliasKey, CancellationToken, Task<RegistryPrompt>> readLabel)
{
    /// <summary>Looks at what is asked for.</summary>
    /// <param name="request">What.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Survey> ReadAsync(SurveyRequest request, CancellationToken cancellationToken)
    {
        var names = request.Versions.SelectMany(watched => watched.Dependencies.Prepend(watched.Name))
            .Concat(request.Aliases.Select(watched => watched.Name))
            .ToHashSet(StringComparer.Ordinal);
        var listed = await catalog.ReadAsync(names, cancellationToken);
        DateTimeOffset? seenUntil = LangfuseCursor.SeenUntil(request.Cursor);

        var versions = request.Versions.Select(watched => (
            Key: new VersionKey(watched.Name, watched.Version),
            Known: Known(watched, listed, seenUntil))).ToList();
        var labels = request.Aliases.Select(watched => (
            Key: new AliasKey(watched.Name, watched.Alias),
            Known: Known(watched, listed, seenUntil))).ToList();
        var readVersions = await SingleReads.AllAsync(Unknown(versions), readVersion, cancellationToken);
        var readLabels = await SingleReads.AllAsync(Unknown(labels), readLabel, cancellationToken);
        return new Survey(
            [.. versions.Select(entry => entry.Known ?? readVersions[entry.Key])],
            [.. labels.Select(entry => entry.Known ?? readLabels[entry.Key])],
            readVersions.Values.Concat(readLabels.Values).Any(IsOpen) ? request.Cursor : LangfuseCursor.Of(listed.Values));
    }

    /// <summary>What could not be read must be read again: the cursor may not move beyond its change.</summary>
    private static bool IsOpen(Sighting sighting) => sighting is Sighting.Failed failed && !PromptFaults.IsFinding(failed.Fault);

    private static IEnumerable<TKey> Unknown<TKey>(IEnumerable<(TKey Key, Sighting? Known)> entries) =>
        entries.Where(entry => entry.Known is null).Select(entry => entry.Key).Distinct();

    /// <summary>What the list says of a version; null where it is to be read, as where the list lacks the prompt.</summary>
    private Sighting? Known(
        WatchedVersion watched, IReadOnlyDictionary<string, PromptListing> listed, DateTimeOffset? seenUntil)
    {
        if (!VersionNumber.IsOne(watched.Version))
        {
            return new Sighting.Failed(PromptFaults.NoVersionNumber(watched.Name, watched.Version).Fault);
        }

        if (listed.TryGetValue(watched.Name, out PromptListing? prompt)
            && !prompt.Versions.Contains(VersionNumber.ValueOf(watched.Version)))
        {
            return new Sighting.Failed(faults.VersionNotFound(watched.Name, watched.Version).Fault);
        }

        return !watched.Always && watched.Dependencies.Prepend(watched.Name).All(name => IsUnchanged(name, listed, seenUntil))
            ? new Sighting.Unchanged()
            : null;
    }

    /// <summary>What the list says of a label; null where it is to be read.</summary>
    private Sighting? Known(
        WatchedAlias watched, IReadOnlyDictionary<string, PromptListing> listed, DateTimeOffset? seenUntil)
    {
        if (listed.TryGetValue(watched.Name, out PromptListing? prompt) && prompt.Labels?.Contains(watched.Alias) is false)
        {
            return new Sighting.Failed(faults.AliasNotFound(watched.Name, watched.Alias).Fault);
        }

        return !watched.Always && IsUnchanged(watched.Name, listed, seenUntil) ? new Sighting.Unchanged() : null;
    }

    private static bool IsUnchanged(
        string name, IReadOnlyDictionary<string, PromptListing> listed, DateTimeOffset? seenUntil) =>
        listed.TryGetValue(name, out PromptListing? prompt) && prompt.LastUpdatedAt < seenUntil;
}
