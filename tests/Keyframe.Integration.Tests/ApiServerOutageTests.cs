using System.Diagnostics;
using k8s;
using Keyframe.Integration.Tests.Caches;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.ControlPlanes;
using Keyframe.Testing.Convergence;
using Keyframe.Testing.Faults;
using Keyframe.Testing.Resources;
using Microsoft.Extensions.Logging;

namespace Keyframe.Integration.Tests;

/// <summary>An API server that dies and comes back. It is one of the test's own: others would miss it.</summary>
public sealed class ApiServerOutageTests(Cluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_restart_of_the_API_server_the_cache_is_correct()
    {
        cluster.Fixture.RequireStoppableApiServer();
        await using ControlPlane plane = await ControlPlane.StartAsync(null, null, Token);
        using (var client = new Kubernetes(plane.Configuration))
        {
            await new CrdInstaller(client).InstallAsync(SampleKind.Folder, Token);
        }

        using ILoggerFactory loggers = LoggerFactory.Create(
            logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(new TestLog()));
        RealSampleServer server = await RealSampleServer.CreateAsync(plane, Token);
        await using CacheWorld world = await CacheWorld.CreateAsync(
            server, http2: true, loggers.CreateLogger<CacheWorld>(), TimeProvider.System);
        WatchTap watch = await world.WatchingAsync();
        await world.ChangeAsync();
        await plane.StopApiServerAsync(Token);
        await watch.Closed.WaitAsync(TimeSpan.FromSeconds(30), Token);
        world.Network.Refuse();   // until it is ready: while it starts it asks for a wait of ten seconds
        await plane.StartApiServerAsync(Token);
        world.Network.Accept();
        var elapsed = Stopwatch.StartNew();
        await world.PutAsync("a", "violet");
        await world.RemoveAsync("c");
        await world.ConvergesAsync();
        // How fast is a figure, not a verdict; the bound is a test of the runtime, on its own clock.
        TestContext.Current.TestOutputHelper?.WriteLine($"correct {elapsed.ElapsedMilliseconds} ms after the server was ready");
    }
}
