using Keyframe.Benchmarks.Calls;
using Keyframe.Benchmarks.Worlds;

namespace Keyframe.Benchmarks.Floors;

/// <summary>
/// The floor of figures with many objects: the writes that an operator made for each of them, by a bare client that need not
/// watch, decide or wait. Events are not among them: nobody waits for those. Neither are writes that the server refused.
/// </summary>
internal sealed class Replay
{
    private readonly ILookup<int, RecordedWrite> _writes;

    /// <param name="calls">What an operator did.</param>
    /// <param name="from">The namespace it did it in.</param>
    /// <param name="to">The namespace to do it in again.</param>
    public Replay(IEnumerable<Call> calls, string from, string to) => _writes = calls
        .Where(call => call.Request is { IsWrite: true, IsEvent: false } && call.Succeeded)
        .Select(call => RecordedWrite.Of(call).With(from, to))
        .Select(write => (Item: Names.ItemOf(write.PathAndQuery) ?? Names.ItemOf(write.Body), Write: write))
        .Where(known => known.Item is not null)
        .ToLookup(known => known.Item!.Value, known => known.Write);

    /// <summary>How many writes it makes.</summary>
    public int Count => _writes.Sum(writes => writes.Count());

    /// <summary>Makes the writes of one item again, one after the other.</summary>
    /// <param name="client">The operator's account.</param>
    /// <param name="item">The item.</param>
    /// <param name="before">The uids of the item's objects when the operator worked on them.</param>
    /// <param name="now">The uids of the same objects now.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task WriteAsync(
        BareClient client, int item, IReadOnlyList<string> before, IReadOnlyList<string> now, CancellationToken cancellationToken)
    {
        foreach (RecordedWrite recorded in _writes[item])
        {
            RecordedWrite write = before.Zip(now).Aggregate(recorded, (write, uids) => write.With(uids.First, uids.Second));
            await write.SendAsync(client, cancellationToken);
        }
    }
}
