using System.Collections.Concurrent;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Runtime.Election;
using Keyframe.Testing.Faults;

namespace Keyframe.Integration.Tests;

/// <summary>A leader that does not go by itself: its writes end before those of the next one begin.</summary>
public sealed class LeadershipLossTests(Cluster cluster)
{
    [Fact]
    public async Task A_process_frozen_past_its_deadline_writes_nothing_when_it_thaws()
    {
        await using Replicas replicas = await Replicas.PrepareAsync(cluster);
        World world = replicas.World;
        await using RunningProcess frozen = await replicas.StartLeadingProcessAsync(cluster);
        RunningOperator standby = await replicas.StandByAsync("b");
        await world.CreateSampleAsync();
        await world.SettledOnAsync("support-bot-1");
        Assert.Empty(standby.Objects.Written);
        frozen.Freeze();
        await Replicas.UntilAsync(() => standby.IsLeader, "b leads");
        await world.PatchToAsync("support-bot-2");   // the frozen one will find this in its sockets
        await world.SettledOnAsync("support-bot-2");
        await standby.QuietAsync();   // pods of the old revision are still going, and are counted in the status
        string? binding = (await world.BindingAsync())!.Metadata.ResourceVersion;
        string? workload = (await world.WorkloadAsync()).Metadata.ResourceVersion;
        frozen.Thaw();
        Assert.Equal(1, await frozen.EndAsync());
        Assert.Equal(binding, (await world.SettledOnAsync("support-bot-2")).Metadata.ResourceVersion);
        Assert.Equal(workload, (await world.WorkloadAsync()).Metadata.ResourceVersion);
        Assert.Equal("b", (await replicas.LeaseAsync())!.Spec.HolderIdentity);
    }

    [Fact]
    public async Task A_crashed_leader_is_replaced_within_the_lease_time_and_its_work_is_finished()
    {
        await using Replicas replicas = await Replicas.PrepareAsync(cluster);
        (RunningOperator leader, RunningOperator standby) = await replicas.StartTwoAsync(Fault.CrashAfter(6));
        await replicas.World.CreateSampleAsync();
        await Replicas.UntilAsync(() => leader.IsGone, "a dies");
        TimeSpan handOver = await Replicas.UntilAsync(() => standby.IsLeader, "b leads");
        TestContext.Current.TestOutputHelper?.WriteLine($"taken over in {handOver.TotalMilliseconds:0} ms");
        Assert.True(handOver < Replicas.LeaseDuration + TimeSpan.FromSeconds(2), $"{handOver}");
        await replicas.World.SettledOnAsync("support-bot-1");
    }

    [Fact]
    public async Task A_leader_cut_off_from_the_server_ends_by_its_deadline_and_writes_nothing_more()
    {
        await using Replicas replicas = await Replicas.PrepareAsync(cluster);
        (RunningOperator leader, RunningOperator standby) = await replicas.StartTwoAsync();
        await replicas.World.CreateSampleAsync();
        await replicas.World.SettledOnAsync("support-bot-1");
        leader.Lease.Cut();
        leader.Objects.Cut();
        await replicas.World.PatchToAsync("support-bot-2");
        int written = leader.Objects.Written.Count;
        TimeSpan end = await Replicas.UntilAsync(() => leader.Run.IsCompleted, "a ends");
        TestContext.Current.TestOutputHelper?.WriteLine($"ended in {end.TotalMilliseconds:0} ms");
        Assert.True(end < Replicas.RenewDeadline + TimeSpan.FromSeconds(1), $"{end}");
        await Assert.ThrowsAsync<LeadershipLostException>(() => leader.Run);
        Assert.False(standby.IsLeader, "nobody leads before the time of the lease is over");
        await replicas.World.SettledOnAsync("support-bot-2");
        Assert.True(standby.IsLeader);
        Assert.Equal(written, leader.Objects.Written.Count);
    }

    [Fact]
    public async Task A_write_held_past_the_deadline_is_cut_off_and_never_lands()
    {
        await using Replicas replicas = await Replicas.PrepareAsync(cluster);
        (RunningOperator leader, RunningOperator standby) = await replicas.StartTwoAsync();
        await replicas.World.CreateSampleAsync();
        await replicas.World.SettledOnAsync("support-bot-1");
        var held = new ConcurrentQueue<CancellationToken>();
        var release = new TaskCompletionSource();
        leader.Objects.Before = (request, token) =>
        {
            bool isTemplate = request.Method == HttpMethod.Patch
                && request.RequestUri!.AbsolutePath.Contains("/apps/v1/", StringComparison.Ordinal);
            if (!isTemplate)
            {
                return Task.CompletedTask;
            }

            held.Enqueue(token);
            return release.Task;   // whatever the token says: it cannot be called back from here
        };
        leader.Lease.Cut();
        await replicas.World.PatchToAsync("support-bot-2");
        await Replicas.UntilAsync(() => !held.IsEmpty, "a is about to write the template");
        await Replicas.UntilAsync(() => !leader.IsLeader, "a leads no longer");
        await Replicas.UntilAsync(() => held.All(token => token.IsCancellationRequested), "its writes are cut off");
        Assert.False(standby.IsLeader, "that was before anybody else could lead");
        await replicas.World.SettledOnAsync("support-bot-2");
        await replicas.World.PatchToAsync("support-bot-1");
        await replicas.World.SettledOnAsync("support-bot-1");
        int written = leader.Objects.Written.Count;
        release.SetResult();
        await Replicas.UntilAsync(() => leader.Objects.Failed >= held.Count, "the end of the writes that were held");
        Assert.Equal(written, leader.Objects.Written.Count);
        await Assert.ThrowsAsync<LeadershipLostException>(() => leader.Run);
        await replicas.World.SettledOnAsync("support-bot-1");
    }
}
