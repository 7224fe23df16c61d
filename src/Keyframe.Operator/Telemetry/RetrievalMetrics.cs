using System.Diagnostics.Metrics;
using Keyframe.Operator.Retrieval;

namespace Keyframe.Operator.Telemetry;

/// <summary>What is measured of indexes: those that moved, by name and version, while they have.</summary>
internal sealed class RetrievalMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Keyframe.Retrieval";

    private readonly Meter _meter = new(MeterName);

    /// <summary>Makes the gauge.</summary>
    /// <param name="reports">Knows which indexes moved.</param>
    public RetrievalMetrics(RetrievalReports reports) => _meter.CreateObservableGauge(
        "keyframe_retrieval_drifted",
        () => reports.Drifts.Select(drift => new Measurement<long>(
            1,
            new("namespace", drift.Snapshot.Namespace),
            new("snapshot", drift.Snapshot.Name),
            new("retrieval", drift.Finding.Name),
            new("expected", drift.Finding.Expected),
            new("found", drift.Finding.Found))),
        null,
        "1 for each index that is at another version than a snapshot in use expects.");

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
