using System.Diagnostics.Metrics;
using Keyframe.Api.Conditions;
using Keyframe.Core.Retrieval;
using Keyframe.Operator.Retrieval;
using Keyframe.Runtime;

namespace Keyframe.Operator.Telemetry;

/// <summary>
/// What is measured of indexes: those that moved, by name and version, and those of which nobody knows, while that is so.
/// </summary>
internal sealed class RetrievalMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Keyframe.Retrieval";

    /// <summary>
    /// OpenTelemetry's SDK for .NET keeps a place for every series of a meter that it has ever seen, 2000 of them, and puts all
    /// others into one. With versions in labels these are used up some day, so there is a new meter before.
    /// </summary>
    private const int SeriesOfMeter = 1500;

    private readonly Lock _gate = new();
    private readonly RetrievalReports _reports;
    private readonly IMeterFactory? _meters;
    private Meter _meter;
    private int _series;

    /// <summary>Makes the gauges.</summary>
    /// <param name="reports">Knows the indexes.</param>
    /// <param name="meters">Owns the meters, and is their scope; when null they are this object's own.</param>
    public RetrievalMetrics(RetrievalReports reports, IMeterFactory? meters = null)
    {
        (_reports, _meters) = (reports, meters);
        _meter = CreateMeter();
        reports.Changed += Count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reports.Changed -= Count;
        _meter.Dispose();
    }

    private void Count(RetrievalReport report)
    {
        lock (_gate)
        {
            _series += (report.Findings ?? []).Count(finding => finding.Reason != Reasons.Succeeded);
            if (_series > SeriesOfMeter)
            {
                _series = _reports.Findings.Count(found => found.Finding.Reason != Reasons.Succeeded);
                _meter.Dispose();
                _meter = CreateMeter();
            }
        }
    }

    private Meter CreateMeter()
    {
        Meter meter = _meters?.Create(MeterName) ?? new Meter(MeterName);
        meter.CreateObservableGauge(
            "keyframe_retrieval_drifted",
            () => _reports.Findings.Where(found => found.Finding.IsDrifted).Select(found => Measure(
                found, new("expected", found.Finding.Expected), new("found", found.Finding.Found))),
            null,
            "1 for each index that is at another version than a snapshot in use expects.");
        meter.CreateObservableGauge(
            "keyframe_retrieval_unknown",
            () => _reports.Findings.Where(found => found.Finding.Found is null).Select(found => Measure(found)),
            null,
            "1 for each index of a snapshot in use whose version cannot be found out.");
        return meter;
    }

    private static Measurement<long> Measure(
        (ObjectKey Snapshot, RetrievalFinding Finding) found, params KeyValuePair<string, object?>[] more) => new(1, [
            new("namespace", found.Snapshot.Namespace),
            new("snapshot", found.Snapshot.Name),
            new("retrieval", found.Finding.Name),
            .. more,
        ]);
}
