using k8s;
using k8s.Models;
using Keyframe.Testing.ControlPlanes;
using Keyframe.Testing.Fixtures;

namespace Keyframe.Testing.Tests.ControlPlanes;

public sealed class LocalControlPlaneTests(ControlPlaneFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stopped_API_server_comes_back_with_its_data()
    {
        fixture.RequireStoppableApiServer();
        await using ControlPlane plane = await ControlPlane.StartAsync(null, null, Token);
        using Kubernetes client = new(plane.Configuration);
        await client.CoreV1.CreateNamespaceAsync(
            new V1Namespace { Metadata = new V1ObjectMeta { Name = "kept" } }, cancellationToken: Token);

        await plane.StopApiServerAsync(Token);
        Assert.False(await ServerProbe.IsReadyAsync(client, Token));

        await plane.StartApiServerAsync(Token);
        Assert.Equal("kept", (await client.CoreV1.ReadNamespaceAsync("kept", cancellationToken: Token)).Name());
    }

    [Fact]
    public async Task A_server_that_ends_at_once_is_reported_with_the_end_of_its_log()
    {
        fixture.RequireStoppableApiServer();
        ControlPlaneOptions options = new() { ApiServerArguments = ["--no-such-flag"] };
        ControlPlaneUnavailableException failure =
            await Assert.ThrowsAsync<ControlPlaneUnavailableException>(() => ControlPlane.StartAsync(options, null, Token));
        Assert.Contains("kube-apiserver ended with 1", failure.Message, StringComparison.Ordinal);
        Assert.Contains("unknown flag: --no-such-flag", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_ready_in_time_is_reported()
    {
        fixture.RequireStoppableApiServer();
        ControlPlaneOptions options = new() { StartTimeout = TimeSpan.FromMilliseconds(1) };
        ControlPlaneUnavailableException failure =
            await Assert.ThrowsAsync<ControlPlaneUnavailableException>(() => ControlPlane.StartAsync(options, null, Token));
        Assert.Contains("etcd was not ready", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_left_after_dispose()
    {
        fixture.RequireStoppableApiServer();
        ControlPlane plane = await ControlPlane.StartAsync(null, null, Token);
        using Kubernetes client = new(plane.Configuration);
        Assert.True(File.Exists(plane.KubeconfigPath));

        await plane.DisposeAsync();

        Assert.False(File.Exists(plane.KubeconfigPath));
        Assert.False(await ServerProbe.IsReadyAsync(client, Token));
    }
}
