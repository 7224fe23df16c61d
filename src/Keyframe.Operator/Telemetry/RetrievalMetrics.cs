using System.Diagnostics.Metrics;
using Keyframe.Core.Retrieval;
using Keyframe.Operator.Retrieval;
using Keyframe.Runtime;

namespace Keyframe.Operator.Telemetry;

/// <summary>What is measured of indexes: those that moved, by name and version, and those of which nobody knows, while that is so.</summary>
internal sealed class RetrievalMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Keyframe.Retrieval";

    private readonly Meter _meter;

    /// <summary>Makes the gauges.</summary>
    /// <param name="reports">Knows the indexes.</param>
    /// <param name="meters">Owns the meter, and is its scope; when null the meter is this object's own.</param>
    public RetrievalMetrics(RetrievalReports reports, IMeterFactory? meters = null)
    {
        _meter = meters?.Create(MeterName) ?? new Meter(MeterName);
        _meter.CreateObservableGauge(
            "keyframe_retrieval_drifted",
            () => reports.Findings.Where(found => found.Finding.IsDrifted).Select(found => Measure(
                found, new("expected", found.Finding.Expected), new("found", found.Finding.Found))),
            null,
            "1 for each index that is at another version than a snapshot in use expects.");
        _meter.CreateObservableGauge(
            "keyframe_retrieval_unknown",
            () => reports.Findings.Where(found => found.Finding.Found is null).Select(found => Measure(found)),
            null,
            "1 for each index of a snapshot in use whose version cannot be found out.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static Measurement<long> Measure(
        (ObjectKey Snapshot, RetrievalFinding Finding) found, params KeyValuePair<string, object?>[] more) => new(1, [
            new("namespace", found.Snapshot.Namespace),
            new("snapshot", found.Snapshot.Name),
            new("retrieval", found.Finding.Name),
            .. more,
        ]);
}
