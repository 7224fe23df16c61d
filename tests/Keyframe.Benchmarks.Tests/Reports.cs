using Keyframe.Benchmarks.Results;

namespace Keyframe.Benchmarks.Tests;

internal static class Reports
{
    public static Report With(params FigureResult[] figures) => new(
        new Machine
        {
            Cores = 2,
            MemoryGiB = 16,
            Os = "Linux",
            DotNet = ".NET 10",
            Optimized = true,
            ApiServer = "v1.33.1",
            Etcd = "3.5.21",
            LoadAtStart = 0.1,
        },
        figures);
}
