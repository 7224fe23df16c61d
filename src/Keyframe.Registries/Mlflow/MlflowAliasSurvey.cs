using Keyframe.Registries.Reading;

namespace Keyframe.Registries.Mlflow;

/// <summary>
/// Looks at what many aliases name. Few are asked for singly; many are looked up in the list of all prompts, which has their
/// aliases, and leave versions to be read along with the others.
/// </summary>
/// <param name="pages">Searches.</param>
/// <param name="read">Reads what a single alias names.</param>
internal sealed class MlflowAliasSurvey(MlflowPages pages, Func<AliasKey, CancellationToken, Task<RegistryPrompt>> read)
{
    private const int Few = 10;

    private const int Slack = 20;

    /// <summary>Looks at aliases.</summary>
    /// <param name="wanted">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was seen of some, and for the others the version that they name.</returns>
    public async Task<(IReadOnlyDictionary<AliasKey, Sighting> Seen, IReadOnlyDictionary<AliasKey, VersionKey> Named)> ReadAsync(
        IEnumerable<AliasKey> wanted, CancellationToken cancellationToken)
    {
        var missing = wanted.ToHashSet();
        var named = new Dictionary<AliasKey, VersionKey>();
        if (missing.Count > Few)
        {
            await SearchAsync(missing, named, cancellationToken);
        }

        return (await SingleReads.AllAsync(missing, read, cancellationToken), named);
    }

    private async Task SearchAsync(
        HashSet<AliasKey> missing, Dictionary<AliasKey, VersionKey> named, CancellationToken cancellationToken)
    {
        var unlisted = missing.ToLookup(key => key.Name).ToDictionary(group => group.Key, group => group.ToList());
        await pages.ReadAsync(
            MlflowSearch.Prompts,
            (2 * unlisted.Count) + Slack,
            MlflowJsonContext.Default.RegisteredModelPage,
            page =>
            {
                foreach (RegisteredModel? model in page.RegisteredModels ?? [])
                {
                    if (model is not null && unlisted.Remove(model.Name, out List<AliasKey>? keys))
                    {
                        Name(model, keys, missing, named);
                    }
                }

                return unlisted.Count == 0;
            },
            cancellationToken);
    }

    /// <summary>
    /// An alias that is not listed stays missing: some stores ignore case, and then only the server knows what it names.
    /// </summary>
    private static void Name(
        RegisteredModel model, List<AliasKey> keys, HashSet<AliasKey> missing, Dictionary<AliasKey, VersionKey> named)
    {
        foreach (AliasKey key in keys)
        {
            if (model.VersionOf(key.Alias) is { } version)
            {
                named[key] = new VersionKey(model.Name, version);
                missing.Remove(key);
            }
        }
    }
}
