using Keyframe.Registries.Reading;

namespace Keyframe.Registries.Langfuse;

/// <summary>
/// Reads the list of all prompts. The server can leave out what has not changed since a time (fromUpdatedAt), but that leaves out
/// the unchanged versions of a changed prompt, too, and so cannot tell what was deleted: the whole list is read, 100 prompts at a
/// time.
/// </summary>
/// <param name="api">The server.</param>
internal sealed class LangfuseCatalog(LangfuseApi api)
{
    private const int Slack = 100;

    /// <summary>So many prompts that cannot be read are left out; with more of them the rest of the list is given up.</summary>
    private const int Patience = 10;

    /// <summary>Each divides the one before it, so that pages of one size begin where those of another do.</summary>
    private static readonly int[] Limits = [100, 50, 25, 5, 1];

    /// <summary>
    /// Reads the list. A page that cannot be read (it holds the newest config of every prompt, which may be too large, too deep
    /// or no Unicode) is asked for again in smaller ones; a prompt that cannot be read even alone is left out.
    /// </summary>
    /// <param name="names">The prompts that matter; the list is given up where it is far longer than these.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// The prompts that were listed, by name: not all that there are, where it was given up or changed meanwhile.
    /// </returns>
    public async Task<IReadOnlyDictionary<string, PromptListing>> ReadAsync(
        IReadOnlySet<string> names, CancellationToken cancellationToken)
    {
        var listed = new Dictionary<string, PromptListing>(StringComparer.Ordinal);
        int offset = 0;
        int limit = Limits[0];
        int unreadable = 0;
        for (int attempt = 0; attempt < (2 * names.Count) + Slack && unreadable <= Patience; attempt++)
        {
            IReadOnlyList<PromptListing?> page;
            try
            {
                page = (await api.ListAsync((offset / limit) + 1, limit, cancellationToken)).Data;
            }
            catch (RegistryException exception) when (PromptFaults.IsOfBody(exception.Fault))
            {
                unreadable += limit == 1 ? 1 : 0;
                (offset, limit) = limit > 1 ? (offset, Limits.First(size => size < limit)) : (offset + 1, LimitAt(offset + 1));
                continue;
            }

            foreach (PromptListing prompt in page.OfType<PromptListing>())
            {
                listed[prompt.Name] = prompt;
            }

            if (page.Count < limit)
            {
                break;
            }

            offset += limit;
            limit = LimitAt(offset);
        }

        return listed;
    }

    private static int LimitAt(int offset) => Limits.First(size => offset % size == 0);
}
