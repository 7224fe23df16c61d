using System.Globalization;
using System.Runtime.InteropServices;
using k8s;
using Keyframe.Testing.ControlPlanes;

namespace Keyframe.Benchmarks.Results;

/// <summary>What the figures were measured on.</summary>
internal sealed record Machine
{
    /// <summary>Processors.</summary>
    public required int Cores { get; init; }

    /// <summary>Memory in GiB.</summary>
    public required double MemoryGiB { get; init; }

    /// <summary>The operating system.</summary>
    public required string Os { get; init; }

    /// <summary>The .NET runtime.</summary>
    public required string DotNet { get; init; }

    /// <summary>Whether our assemblies were built with optimization.</summary>
    public required bool Optimized { get; init; }

    /// <summary>The API server's version.</summary>
    public required string ApiServer { get; init; }

    /// <summary>The version of etcd, or where it is not ours to ask.</summary>
    public required string Etcd { get; init; }

    /// <summary>Processes that wanted a processor at the start: what else went on there.</summary>
    public required double LoadAtStart { get; init; }

    /// <summary>Asks machine and cluster.</summary>
    public static async Task<Machine> DescribeAsync(
        ControlPlane plane, Kubernetes client, CancellationToken cancellationToken) => new()
        {
            Cores = Environment.ProcessorCount,
            MemoryGiB = Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Math.Pow(1024, 3), 1),
            Os = RuntimeInformation.OSDescription,
            DotNet = RuntimeInformation.FrameworkDescription,
            Optimized = IsOptimized(),
            ApiServer = (await client.Version.GetCodeAsync(cancellationToken)).GitVersion,
            Etcd = plane.EtcdVersion?.ToString() ?? "unknown (not ours)",
            LoadAtStart = Load(),
        };

    private static bool IsOptimized() => !typeof(Keyframe.Operator.KeyframeOptions).Assembly
        .GetCustomAttributes(typeof(System.Diagnostics.DebuggableAttribute), false)
        .Cast<System.Diagnostics.DebuggableAttribute>().Any(attribute => attribute.IsJITOptimizerDisabled);

    private static double Load() => File.Exists("/proc/loadavg")
        ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture)
        : 0;
}
