using System.Collections.Concurrent;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Retrieval;
using Keyframe.Runtime;
using Keyframe.Runtime.Controllers;

namespace Keyframe.Operator.Retrieval;

/// <summary>What is known of the indexes of snapshots. It may be lost: the next look finds it again.</summary>
internal sealed class RetrievalReports
{
    /// <summary>Before anybody has looked.</summary>
    private static readonly RetrievalReport Unseen = new(null, IsInUse: true);

    private readonly ConcurrentDictionary<ObjectKey, (string Uid, RetrievalReport Report)> _reports = new();

    /// <summary>Fired for snapshots of which there is something new.</summary>
    public ReconcileTrigger News { get; } = new();

    /// <summary>Tells every report that is another one than before.</summary>
    public event Action<RetrievalReport>? Changed;

    /// <summary>What is known of each index of snapshots in use.</summary>
    public IEnumerable<(ObjectKey Snapshot, RetrievalFinding Finding)> Findings =>
        from entry in _reports
        from finding in entry.Value.Report.Findings ?? []
        select (entry.Key, finding);

    /// <summary>Keeps a report, and tells of it if it is another one.</summary>
    /// <returns>Whether it is.</returns>
    public bool Report(GenAIAppSnapshot snapshot, RetrievalReport report)
    {
        var key = ObjectKey.Of(snapshot);
        bool isNews = For(snapshot) is not { } known || !IsSame(known, report);
        _reports[key] = (snapshot.Metadata.Uid, report);
        if (isNews)
        {
            Changed?.Invoke(report);
            News.Fire(key);
        }

        return isNews;
    }

    /// <summary>What is known of a snapshot; null where none of its indexes says how to verify it.</summary>
    public RetrievalReport? For(GenAIAppSnapshot snapshot) =>
        (snapshot.Spec.Retrieval ?? []).All(item => item.Verify is null) ? null
        : _reports.TryGetValue(ObjectKey.Of(snapshot), out (string Uid, RetrievalReport Report) found) && found.Uid == snapshot.Metadata.Uid
            ? found.Report
            : Unseen;

    /// <summary>Forgets a snapshot that is gone.</summary>
    public void Forget(ObjectKey key) => _reports.TryRemove(key, out _);

    private static bool IsSame(RetrievalReport one, RetrievalReport other) => one.IsInUse == other.IsInUse
        && (one.Findings is null) == (other.Findings is null) && (one.Findings ?? []).SequenceEqual(other.Findings ?? []);
}
