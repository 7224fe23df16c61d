using System.Diagnostics;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Keyframe.Runtime.Election;
using Keyframe.Testing.Faults;
using Keyframe.Testing.Resources;

namespace Keyframe.Integration.Tests.Worlds;

/// <summary>
/// Replicas of the operator in one process, which compete for a lease with times short enough to wait for. Their account has the
/// rights on the lease that an election needs, and no more.
/// </summary>
internal sealed class Replicas : IAsyncDisposable
{
    public static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan RenewDeadline = TimeSpan.FromSeconds(3);

    private const string LeaseName = "keyframe";
    private const string RbacGroup = "rbac.authorization.k8s.io";
    private readonly List<RunningOperator> _running = [];

    private Replicas(World world) => World = world;

    public World World { get; }

    /// <summary>A namespace in which replicas may compete.</summary>
    public static async Task<Replicas> PrepareAsync(Cluster cluster)
    {
        World world = await World.PrepareAsync(cluster, "lead");
        const string Name = "leader-election";
        const string Group = "coordination.k8s.io";
        await world.Client.RbacAuthorizationV1.CreateNamespacedRoleAsync(
            new V1Role
            {
                Metadata = new V1ObjectMeta { Name = Name },
                Rules =
                [
                    new V1PolicyRule
                    {
                        ApiGroups = [Group],
                        Resources = ["leases"],
                        ResourceNames = [LeaseName],
                        Verbs = ["get", "list", "watch", "patch"],
                    },
                    new V1PolicyRule { ApiGroups = [Group], Resources = ["leases"], Verbs = ["create"] },
                ],
            },
            world.Namespace,
            cancellationToken: Token);
        await world.Client.RbacAuthorizationV1.CreateNamespacedRoleBindingAsync(
            new V1RoleBinding
            {
                Metadata = new V1ObjectMeta { Name = Name },
                RoleRef = new V1RoleRef { ApiGroup = RbacGroup, Kind = "Role", Name = Name },
                Subjects = [new Rbacv1Subject { ApiGroup = RbacGroup, Kind = "User", Name = OperatorAccount.User }],
            },
            world.Namespace,
            cancellationToken: Token);
        return new Replicas(world);
    }

    /// <summary>Starts a replica.</summary>
    public RunningOperator Start(string identity, params IReadOnlyList<Fault> faults)
    {
        RunningOperator started = World.StartReplica(
            new LeaderElectionOptions
            {
                LeaseNamespace = World.Namespace,
                LeaseName = LeaseName,
                Identity = identity,
                LeaseDuration = LeaseDuration,
                RenewDeadline = RenewDeadline,
                RetryPeriod = TimeSpan.FromSeconds(0.5),
            },
            faults);
        _running.Add(started);
        return started;
    }

    /// <summary>Starts a replica as a process of its own, and waits until it leads.</summary>
    public async Task<RunningProcess> StartLeadingProcessAsync(Cluster cluster)
    {
        RunningProcess process = await RunningProcess.StartAsync(
            cluster, World.Namespace, null,
            "--leader-elect=true", $"--leader-election-namespace={World.Namespace}", $"--leader-election-id={LeaseName}",
            $"--leader-elect-lease-duration={LeaseDuration.TotalSeconds}s",
            $"--leader-elect-renew-deadline={RenewDeadline.TotalSeconds}s",
            "--leader-elect-retry-period=500ms",
            "--kube-api-write-timeout=1s");
        await World.EventuallyAsync(LeaseAsync, lease => lease.Spec.HolderIdentity is { Length: > 0 }, "the process leads");
        return process;
    }

    /// <summary>Starts a replica that leads, and one that stands by with full caches.</summary>
    public async Task<(RunningOperator Leader, RunningOperator Standby)> StartTwoAsync(params IReadOnlyList<Fault> faults)
    {
        RunningOperator leader = Start("a", faults);
        await UntilAsync(() => leader.IsLeader, "a leads");
        return (leader, await StandByAsync("b"));
    }

    /// <summary>Starts a replica where another one leads, and waits until its caches are full and it watches the lease.</summary>
    public async Task<RunningOperator> StandByAsync(string identity)
    {
        RunningOperator standby = Start(identity);
        await UntilAsync(() => standby.HasSynced && standby.Lease.Requests == 2, $"{identity} stands by");
        return standby;
    }

    /// <summary>Waits until something holds, and says how long that took.</summary>
    public static async Task<TimeSpan> UntilAsync(Func<bool> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"Not within 30 s: {what}");
            await Task.Delay(5, Token);
        }

        return watch.Elapsed;
    }

    public async Task<V1Lease?> LeaseAsync()
    {
        try
        {
            return await World.Client.CoordinationV1.ReadNamespacedLeaseAsync(
                LeaseName, World.Namespace, cancellationToken: Token);
        }
        catch (HttpOperationException missing) when (missing.Response.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public Task CreateLeaseAsync(V1LeaseSpec? spec) => World.Client.CoordinationV1.CreateNamespacedLeaseAsync(
        new V1Lease { Metadata = new V1ObjectMeta { Name = LeaseName }, Spec = spec }, World.Namespace, cancellationToken: Token);

    public Task DeleteLeaseAsync() => World.Client.CoordinationV1.DeleteNamespacedLeaseAsync(
        LeaseName, World.Namespace, cancellationToken: Token);

    public async ValueTask DisposeAsync()
    {
        foreach (RunningOperator running in _running)
        {
            await running.DisposeAsync();
        }

        await World.DisposeAsync();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
