using Keyframe.Testing.ControlPlanes;

namespace Keyframe.Testing.Tests.ControlPlanes;

public sealed class ServerArgumentsTests
{
    private static readonly ControlPlaneLayout Layout = new("/data", 1001, 1002, 1003, 1004);

    [Theory]
    [InlineData("1.20.2", true)]
    [InlineData("1.21.14", true)]
    [InlineData("1.22.0", false)]
    [InlineData("1.36.0", false)]
    public void The_insecure_port_is_turned_off_where_it_exists(string version, bool turnedOff) =>
        Assert.Equal(turnedOff, ServerArguments.ControllerManager(Layout, Version.Parse(version), []).Contains("--port=0"));

    [Theory]
    [InlineData("3.4.9", false)]
    [InlineData("3.4.10", true)]
    [InlineData("3.5.21", true)]
    [InlineData("3.6.0", true)]
    public void Etcd_does_not_wait_for_the_disk_where_it_can_be_told(string version, bool told) =>
        Assert.Equal(told, ServerArguments.Etcd(Layout, Version.Parse(version)).Contains("--unsafe-no-fsync"));

    [Fact]
    public void Arguments_of_the_caller_come_last_and_win()
    {
        Assert.Equal("--v=4", ServerArguments.ApiServer(Layout, ["--v=4"])[^1]);
        Assert.Equal("--v=5", ServerArguments.ControllerManager(Layout, new Version(1, 20, 2), ["--v=5"])[^1]);
    }

    [Fact]
    public void Every_server_names_the_instance_folder_so_that_a_sweep_recognizes_it()
    {
        Version version = new(1, 30, 0);
        IReadOnlyList<string>[] all =
            [ServerArguments.Etcd(Layout, version), ServerArguments.ApiServer(Layout, []),
                ServerArguments.ControllerManager(Layout, version, [])];
        Assert.All(all, arguments =>
            Assert.Contains(arguments, argument => argument.Contains("=/data/", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_layout_takes_four_different_ports()
    {
        ControlPlaneLayout layout = ControlPlaneLayout.Create("/data");
        int[] ports = [layout.EtcdPort, layout.EtcdPeerPort, layout.ApiServerPort, layout.ControllerManagerPort];
        Assert.Equal(4, ports.Distinct().Count());
    }
}
