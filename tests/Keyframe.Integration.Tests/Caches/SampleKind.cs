using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Resources;

namespace Keyframe.Integration.Tests.Caches;

/// <summary>The shared control plane, serving samples.</summary>
public sealed class SampleKind(Cluster cluster) : IAsyncLifetime
{
    /// <summary>The folder of the definition.</summary>
    internal static string Folder => Repository.Path("tests/Keyframe.Testing/Convergence");

    internal Task<RealSampleServer> CreateServerAsync() =>
        RealSampleServer.CreateAsync(cluster.Fixture.ControlPlane, TestContext.Current.CancellationToken);

    public async ValueTask InitializeAsync() =>
        await new CrdInstaller(cluster.Fixture.Client).InstallAsync(Folder, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
