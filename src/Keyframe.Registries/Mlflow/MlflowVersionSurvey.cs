using Keyframe.Registries.Reading;

namespace Keyframe.Registries.Mlflow;

/// <summary>
/// Looks at many versions. MLflow has no call for a list of versions, and no timestamp that a change of content moves, so that
/// all of it is read: name by name where there are few names, else as the list of all versions of all prompts. What no search
/// brought is asked for singly, to tell what is gone from what is no prompt or may not be read.
/// </summary>
/// <remarks>
/// A search looks at a version's own mark of a prompt; the one of its registered model counts when it is asked for singly.
/// </remarks>
/// <param name="pages">Searches.</param>
/// <param name="decoder">Reads what they bring.</param>
/// <param name="read">Reads a single version.</param>
internal sealed class MlflowVersionSurvey(
    MlflowPages pages, MlflowDecoder decoder, Func<VersionKey, CancellationToken, Task<RegistryPrompt>> read)
{
    /// <summary>So many names are searched for one by one.</summary>
    public const int Few = 10;

    private const int Slack = 20;

    /// <summary>Looks at versions.</summary>
    /// <param name="wanted">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was seen of each.</returns>
    public async Task<IReadOnlyDictionary<VersionKey, Sighting>> ReadAsync(
        IEnumerable<VersionKey> wanted, CancellationToken cancellationToken)
    {
        var missing = wanted.ToHashSet();
        var seen = new Dictionary<VersionKey, Sighting>();
        int names = missing.Select(key => key.Name).Distinct().Count();
        if (names <= Few || !await SearchAsync(MlflowSearch.Versions, missing, seen, cancellationToken))
        {
            foreach (var group in missing.GroupBy(key => key.Name).Where(group => MlflowFilter.CanHold(group.Key)).ToList())
            {
                var ofName = group.ToHashSet();
                await SearchAsync(MlflowSearch.VersionsOf(group.Key), ofName, seen, cancellationToken);
                missing.ExceptWith(seen.Keys);
            }
        }

        foreach ((VersionKey key, Sighting sighting) in await SingleReads.AllAsync(missing, read, cancellationToken))
        {
            seen[key] = sighting;
        }

        return seen;
    }

    private Task<bool> SearchAsync(
        MlflowSearch search,
        HashSet<VersionKey> missing,
        Dictionary<VersionKey, Sighting> seen,
        CancellationToken cancellationToken) =>
        pages.ReadAsync(
            search,
            (2 * missing.Count) + Slack,
            MlflowJsonContext.Default.ModelVersionPage,
            page =>
            {
                foreach (ModelVersion? version in page.ModelVersions ?? [])
                {
                    if (version is not null && missing.Remove(new VersionKey(version.Name, version.Version)))
                    {
                        seen[new VersionKey(version.Name, version.Version)] = Sight(version);
                    }
                }

                return missing.Count == 0;
            },
            cancellationToken);

    private Sighting Sight(ModelVersion version)
    {
        try
        {
            return new Sighting.Found(decoder.Decode(version));
        }
        catch (RegistryException exception)
        {
            return new Sighting.Failed(exception.Fault);
        }
    }
}
