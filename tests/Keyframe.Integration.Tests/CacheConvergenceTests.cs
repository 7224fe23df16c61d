using Keyframe.Integration.Tests.Caches;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Convergence;
using Microsoft.Extensions.Logging;

namespace Keyframe.Integration.Tests;

/// <summary>Whatever goes wrong between a cache and its server, the cache ends up correct; here over a real API server.</summary>
public sealed class CacheConvergenceTests(SampleKind samples) : IClassFixture<SampleKind>
{
    /// <summary>Where HTTP/1.1 differs: whose connection breaks, and who notices.</summary>
    private static readonly string[] OfConnections =
    [
        "a connection that is dead without an end",
        "a connection that is reset",
        "a list whose body stalls",
        "a watch that stalls",
    ];

    public static TheoryData<string, string> Faults => new(
        CacheScenarios.All.Keys.Select(fault => (fault, "HTTP/2")).Concat(OfConnections.Select(fault => (fault, "HTTP/1.1"))));

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task The_cache_ends_up_correct_after(string fault, string protocol)
    {
        using ILoggerFactory loggers = LoggerFactory.Create(
            logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(new TestLog()));
        RealSampleServer server = await samples.CreateServerAsync();
        await using CacheWorld world = await CacheWorld.CreateAsync(
            server, http2: protocol == "HTTP/2", loggers.CreateLogger<CacheWorld>());
        await CacheScenarios.All[fault](world);
        await world.ConvergesAsync();
    }
}
