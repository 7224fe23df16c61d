using System.Text.Json.Serialization.Metadata;
using Keyframe.Registries.Reading;

namespace Keyframe.Registries.Mlflow;

/// <summary>Reads searches page by page.</summary>
/// <param name="api">The server.</param>
internal sealed class MlflowPages(MlflowApi api)
{
    private const int Largest = 100;

    /// <summary>So many pages of a size must have gone well before a larger one is tried, which may be one too many.</summary>
    private const int Proof = 4;

    /// <summary>
    /// Reads a search to its end, or until there is enough. Pages that are larger than an answer may be are asked for again with
    /// half as many entries, and grow again behind them: what a page begins at is in the token, how long it is in the request.
    /// </summary>
    /// <param name="search">The search.</param>
    /// <param name="attempts">How many pages to ask for at most: a server may hold far more than anybody here looks at.</param>
    /// <param name="contract">The page.</param>
    /// <param name="isEnough">Takes a page, and says whether to stop.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether what is still missing is not in the search: false where it was given up.</returns>
    public async Task<bool> ReadAsync<TPage>(
        MlflowSearch search,
        int attempts,
        JsonTypeInfo<TPage> contract,
        Func<TPage, bool> isEnough,
        CancellationToken cancellationToken)
        where TPage : IMlflowPage
    {
        int size = Largest;
        int proven = 0;
        string? token = null;
        for (int attempt = 0; attempt < attempts; attempt++)
        {
            TPage page;
            try
            {
                page = await api.SearchAsync(search, size, token, contract, cancellationToken);
            }
            catch (RegistryException exception) when (PromptFaults.IsOfPageSize(exception.Fault))
            {
                if (size == 1)
                {
                    return false;
                }

                size /= 2;
                proven = 0;
                continue;
            }

            if (isEnough(page) || string.IsNullOrEmpty(page.NextPageToken))
            {
                return true;
            }

            token = page.NextPageToken;
            (size, proven) = proven + 1 < Proof ? (size, proven + 1) : (Math.Min(size * 2, Largest), 0);
        }

        return false;
    }
}
