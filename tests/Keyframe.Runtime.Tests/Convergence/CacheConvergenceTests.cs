using Keyframe.Testing.Convergence;

namespace Keyframe.Runtime.Tests.Convergence;

/// <summary>Whatever goes wrong between a cache and its server, the cache ends up correct; here over a fake server.</summary>
public sealed class CacheConvergenceTests
{
    public static MatrixTheoryData<string, string> Faults => new(CacheScenarios.All.Keys, ["HTTP/1.1", "HTTP/2"]);

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task The_cache_ends_up_correct_after(string fault, string protocol)
    {
        var logger = new CollectingLogger();
        FakeSampleServer server = await FakeSampleServer.StartAsync();
        try
        {
            await using CacheWorld world = await CacheWorld.CreateAsync(server, http2: protocol == "HTTP/2", logger);
            await CacheScenarios.All[fault](world);
            await world.ConvergesAsync();
        }
        finally
        {
            logger.WriteTo(TestContext.Current.TestOutputHelper!);
        }
    }
}
