using Keyframe.Runtime.Election;
using Keyframe.Runtime.Tests.FakeApiServer;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keyframe.Runtime.Tests.Election;

public sealed class LeaderElectionOptionsTests
{
    private static readonly LeaderElectionOptions Good = new() { LeaseNamespace = "system", LeaseName = "operator" };

    public static TheoryData<LeaderElectionOptions, string> Bad => new()
    {
        { Good with { LeaseNamespace = "" }, "LeaseNamespace must not be empty." },
        { Good with { LeaseName = " " }, "LeaseName must not be empty." },
        { Good with { Identity = "" }, "Identity must not be empty." },
        { Good with { RetryPeriod = TimeSpan.Zero }, "RetryPeriod (00:00:00) must be positive." },
        {
            Good with { RetryPeriod = TimeSpan.FromSeconds(9) },
            "RenewDeadline (00:00:10) must be more than 1.2 times RetryPeriod (00:00:09)."
        },
        {
            Good with { LeaseDuration = TimeSpan.FromSeconds(10) },
            "LeaseDuration (00:00:10) must be more than RenewDeadline (00:00:10)."
        },
        { Good with { LeaseDuration = TimeSpan.FromHours(2) }, "LeaseDuration (02:00:00) must be at most 01:00:00." },
        {
            Good with { RetryPeriod = -TimeSpan.FromSeconds(2), RenewDeadline = -TimeSpan.FromSeconds(1) },
            "RetryPeriod (-00:00:02) must be positive."
        },
        {
            Good with { LeaseName = "", RenewDeadline = TimeSpan.Zero },
            "LeaseName must not be empty. RenewDeadline (00:00:00) must be more than 1.2 times RetryPeriod (00:00:02)."
        },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Settings_that_do_not_fit_together_are_refused_with_the_reason(LeaderElectionOptions options, string reason)
    {
        using var transport = new LeaseServer().Transport(TimeProvider.System);
        var e = Assert.Throws<ArgumentException>(
            () => new LeaderElector(transport, options, TimeProvider.System, NullLoggerFactory.Instance));
        Assert.Equal($"{reason} (Parameter 'options')", e.Message);
    }

    [Fact]
    public void The_defaults_are_client_gos()
    {
        Assert.Empty(Good.Problems());
        Assert.Equal([15, 10, 2], new[] { Good.LeaseDuration, Good.RenewDeadline, Good.RetryPeriod }.Select(t => t.TotalSeconds));
    }

    [Fact]
    public void Two_processes_of_one_machine_are_two_identities()
    {
        string other = new LeaderElectionOptions { LeaseNamespace = "system", LeaseName = "operator" }.Identity;
        Assert.StartsWith(Environment.MachineName + "_", other, StringComparison.Ordinal);
        Assert.NotEqual(Good.Identity, other);
    }

    [Fact]
    public void Writes_that_could_outlast_the_lease_are_refused()
    {
        using var leases = new LeaseServer().Transport(TimeProvider.System);
        using var objects = new FakeServer().Transport();
        using var elector = new LeaderElector(
            leases, Good with { LeaseDuration = TimeSpan.FromSeconds(14) }, TimeProvider.System, NullLoggerFactory.Instance);
        var e = Assert.Throws<ArgumentException>(() => elector.Fence(objects));
        Assert.StartsWith(
            "WriteTimeout (00:00:04) must be less than LeaseDuration minus RenewDeadline (00:00:04)",
            e.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_lease_does_not_share_the_connection_it_guards()
    {
        using var transport = new LeaseServer().Transport(TimeProvider.System);
        using var elector = new LeaderElector(transport, Good, TimeProvider.System, NullLoggerFactory.Instance);
        var e = Assert.Throws<ArgumentException>(() => elector.Fence(transport));
        Assert.StartsWith("The lease needs a transport of its own", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_transport_has_one_fence()
    {
        using var leases = new LeaseServer().Transport(TimeProvider.System);
        using var objects = new FakeServer().Transport();
        using var one = new LeaderElector(leases, Good, TimeProvider.System, NullLoggerFactory.Instance);
        using var other = new LeaderElector(leases, Good, TimeProvider.System, NullLoggerFactory.Instance);
        one.Fence(objects);
        Assert.Throws<InvalidOperationException>(() => other.Fence(objects));
    }
}
