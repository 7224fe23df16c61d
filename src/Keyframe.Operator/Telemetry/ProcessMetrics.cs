using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Keyframe.Operator.Telemetry;

/// <summary>The metrics of a process under the names that Prometheus' client libraries give them, which dashboards use.</summary>
internal sealed class ProcessMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Keyframe.Process";

    private readonly Meter _meter = new(MeterName);

    /// <summary>Begins to measure; nothing is read before somebody asks.</summary>
    public ProcessMetrics()
    {
        using var here = Process.GetCurrentProcess();
        double started = new DateTimeOffset(here.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds() / 1000.0;
        _meter.CreateObservableCounter(
            "process_cpu_seconds_total",
            () => Environment.CpuUsage.TotalTime.TotalSeconds,
            description: "User and system CPU time.");
        _meter.CreateObservableGauge(
            "process_resident_memory_bytes", () => Environment.WorkingSet, description: "Resident memory.");
        _meter.CreateObservableGauge(
            "process_start_time_seconds", () => started, description: "When the process started, in seconds since 1970.");
        if (OperatingSystem.IsLinux())
        {
            _meter.CreateObservableGauge(
                "process_open_fds",
                () => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(),
                description: "Open file descriptors.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
