using k8s.Models;
using Keyframe.Testing.ControlPlanes;

namespace Keyframe.Testing.Tests.ControlPlanes;

public sealed class VersionTests
{
    [Theory]
    [InlineData("1", "20", "v1.20.2", "1.20")]
    [InlineData("1", "33+", "v1.33.1-gke.100", "1.33")]
    [InlineData("", "", "v1.29.4", "1.29")]
    public void The_servers_version_is_read(string major, string minor, string gitVersion, string expected) =>
        Assert.Equal(Version.Parse(expected), ServerProbe.Parse(Info(major, minor, gitVersion)));

    [Fact]
    public void A_server_without_a_version_is_refused() =>
        Assert.Throws<ControlPlaneUnavailableException>(() => ServerProbe.Parse(Info("", "", "unknown")));

    [Theory]
    [InlineData("Kubernetes v1.20.2\n", "1.20.2")]
    [InlineData("Kubernetes v1.36.0-alpha.1\n", "1.36.0")]
    [InlineData("etcd Version: 3.4.23\nGit SHA: Not provided\nGo Version: go1.19.8\n", "3.4.23")]
    [InlineData("command not understood", null)]
    public void A_binarys_version_is_read(string output, string? expected) =>
        Assert.Equal(expected is null ? null : Version.Parse(expected), ControlPlaneBinaries.ParseVersion(output));

    private static VersionInfo Info(string major, string minor, string gitVersion) =>
        new() { Major = major, Minor = minor, GitVersion = gitVersion };
}
