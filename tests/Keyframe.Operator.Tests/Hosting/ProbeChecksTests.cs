using Keyframe.Operator.Endpoints;
using Keyframe.Operator.Hosting;

namespace Keyframe.Operator.Tests.Hosting;

/// <summary>Which states of the operator a kubelet restarts, and which keep it out of service.</summary>
public sealed class ProbeChecksTests
{
    [Theory]
    [InlineData(false, true, "")]
    [InlineData(true, true, "controllers: they have ended")]
    [InlineData(false, false, "leader-election: the lease is lost or its renewal overdue")]
    public void It_lives_while_its_controllers_run_and_its_lease_is_renewed(bool hasEnded, bool isHealthy, string problem) =>
        Assert.Equal(problem, Problems(ProbeChecks.Live(() => hasEnded, () => isHealthy)));

    [Theory]
    [InlineData("", false, "")]
    [InlineData("ConfigMap (configmaps, v1)", false, "caches: not filled yet: ConfigMap (configmaps, v1)")]
    [InlineData("A B", false, "caches: not filled yet: A, B")]
    [InlineData("", true, "shutdown: stopping")]
    public void It_is_ready_once_its_caches_are_filled_and_until_it_stops(string unsynced, bool isStopping, string problem) =>
        Assert.Equal(problem, Problems(ProbeChecks.Ready(
            () => problem.Contains("A, B", StringComparison.Ordinal) ? unsynced.Split(' ') : unsynced.Length > 0 ? [unsynced] : [],
            () => isStopping)));

    private static string Problems(IReadOnlyList<HealthCheck> checks) => string.Join(
        "; ", from check in checks let problem = check.Problem() where problem is not null select $"{check.Name}: {problem}");
}
