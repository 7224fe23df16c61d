using System.Collections.Concurrent;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Retrieval;
using Keyframe.Core.Specs;
using Keyframe.Runtime;

namespace Keyframe.Operator.Retrieval;

/// <summary>
/// When each index is looked at: over HTTP on its interval, and after failures in a row less and less often; in a ConfigMap when that
/// changes.
/// </summary>
/// <param name="versions">Finds out versions.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="random">Jitter, 0 to 1.</param>
internal sealed class IndexChecks(IndexVersions versions, TimeProvider clock, Func<double> random)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(ObjectKey Snapshot, string Name), Entry> _entries = new();

    /// <summary>Looks at an index, if it is due.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="item">One of its retrievals, with a verification and an index version.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is known, and when to look again; null for when the ConfigMap changes.</returns>
    public async Task<(RetrievalFinding Finding, TimeSpan? Next)> LookAsync(
        GenAIAppSnapshot snapshot, RetrievalSpec item, CancellationToken cancellationToken)
    {
        var key = ObjectKey.Of(snapshot);
        RetrievalVerification verification = item.Verify!;
        string? configMap = verification.ConfigMapKeyRef is { } reference ? versions.ConfigMapVersion(key.Namespace, reference) ?? "" : null;
        Entry? known = _entries.TryGetValue((key, item.Name), out Entry? entry) && entry.Uid == snapshot.Metadata.Uid ? entry : null;
        DateTimeOffset now = clock.GetUtcNow();
        if (known is not null && (configMap is null ? known.Next > now : known.ConfigMap == configMap))
        {
            return (known.Finding, known.Next - now);
        }

        (string? version, string? problem, TimeSpan? retryAfter) = await versions.ReadAsync(key.Namespace, verification, cancellationToken);
        int failures = problem is null ? 0 : (known?.Failures ?? 0) + 1;
        TimeSpan? pause = configMap is null ? Pause(verification, failures, retryAfter) : null;
        var finding = new RetrievalFinding(item.Name, item.IndexVersion ?? "", version, problem);
        _entries[(key, item.Name)] = new Entry(snapshot.Metadata.Uid, finding, now + pause, failures, configMap);
        return (finding, pause);
    }

    /// <summary>Forgets a snapshot that is gone, or no longer used.</summary>
    public void Forget(ObjectKey snapshot)
    {
        foreach ((ObjectKey Snapshot, string Name) key in _entries.Keys.Where(key => key.Snapshot == snapshot))
        {
            _entries.TryRemove(key, out _);
        }
    }

    private TimeSpan Pause(RetrievalVerification verification, int failures, TimeSpan? retryAfter)
    {
        TimeSpan interval = PollInterval.Parse(verification.Interval) ?? PollInterval.Default;
        TimeSpan pause = failures == 0 ? interval : FirstPause * Math.Pow(2, Math.Min(failures - 1, 16));
        pause = pause < interval ? pause : interval;
        return (retryAfter > pause ? retryAfter.Value : pause) * (0.9 + (random() * 0.2));
    }

    private sealed record Entry(string Uid, RetrievalFinding Finding, DateTimeOffset? Next, int Failures, string? ConfigMap);
}
