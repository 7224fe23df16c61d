using Keyframe.Testing.ControlPlanes;
using Keyframe.Testing.Fixtures;

namespace Keyframe.Testing.Tests.ControlPlanes;

public sealed class ResolutionTests(ControlPlaneFixture fixture) : IDisposable
{
    private readonly string empty = Directory.CreateTempSubdirectory("keyframe-empty").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(empty, recursive: true);

    [Fact]
    public async Task Without_a_control_plane_the_error_lists_the_four_ways_and_why_not()
    {
        ControlPlaneOptions options = new() { Ways = ControlPlaneWays.None };
        string message = await FailureAsync(options);
        Assert.Contains("1. an existing cluster: not allowed", message, StringComparison.Ordinal);
        Assert.Contains("2. binaries in a folder: not allowed", message, StringComparison.Ordinal);
        Assert.Contains("3. k3s in Docker: not allowed", message, StringComparison.Ordinal);
        Assert.Contains("4. a build from Debian's source package: not allowed", message, StringComparison.Ordinal);
        Assert.Contains("KUBEBUILDER_ASSETS", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ways_whose_variable_is_not_set_are_passed_over()
    {
        ControlPlaneOptions options = new()
        {
            Ways = ControlPlaneWays.ExistingCluster | ControlPlaneWays.Assets,
            Kubeconfig = null,
            AssetsFolder = null,
        };
        string message = await FailureAsync(options);
        Assert.Contains("KEYFRAME_TEST_KUBECONFIG is not set", message, StringComparison.Ordinal);
        Assert.Contains("KUBEBUILDER_ASSETS is not set", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kubeconfig_that_does_not_exist_is_an_error_and_not_a_reason_to_take_another_way()
    {
        string path = Path.Combine(empty, "kubeconfig");
        Assert.Contains(path, await FailureAsync(new() { Kubeconfig = path }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_lacks_a_binary_is_an_error_that_names_it()
    {
        await File.WriteAllTextAsync(Path.Combine(empty, "etcd"), "", Token);
        string message = await FailureAsync(new() { Ways = ControlPlaneWays.Assets, AssetsFolder = empty });
        Assert.Contains("lacks kube-apiserver, kube-controller-manager", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_existing_cluster_is_used_and_left_running()
    {
        ControlPlaneOptions options = new() { Kubeconfig = fixture.ControlPlane.KubeconfigPath };
        await using (ControlPlane existing = await ControlPlane.StartAsync(options, null, Token))
        {
            Assert.False(existing.Owned);
            Assert.False(existing.CanStopApiServer);
            Assert.Equal(fixture.ControlPlane.ServerVersion, existing.ServerVersion);
            await Assert.ThrowsAsync<NotSupportedException>(() => existing.StopApiServerAsync(Token));
        }

        Assert.True(await ServerProbe.IsReadyAsync(fixture.Client, Token));
    }

    private static async Task<string> FailureAsync(ControlPlaneOptions options) =>
        (await Assert.ThrowsAsync<ControlPlaneUnavailableException>(() => ControlPlane.StartAsync(options, null, Token))).Message;
}
