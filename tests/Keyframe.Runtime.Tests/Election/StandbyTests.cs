using System.Text.Json.Nodes;
using Keyframe.Runtime.Tests.FakeApiServer;

namespace Keyframe.Runtime.Tests.Election;

/// <summary>A replica that does not lead yet: when it takes the lease, and when not.</summary>
public sealed class StandbyTests : IAsyncDisposable
{
    private readonly ElectionHarness _me = new();

    public ValueTask DisposeAsync() => _me.DisposeAsync();

    [Fact]
    public async Task A_holder_that_says_nothing_more_is_replaced_after_its_duration()
    {
        _me.Leases.HoldBy("other");
        await _me.StandByAsync();
        _me.Clock.Advance(TimeSpan.FromSeconds(14.999));
        Assert.Equal("other", _me.Leases.Holder);
        int looks = _me.Leases.Requests.Count;
        _me.Clock.Advance(TimeSpan.FromSeconds(0.001));
        await _me.Clock.PassAsync(ElectionHarness.Jitter);
        await _me.LeadsAsync();
        Assert.Equal("me", _me.Leases.Holder);
        Assert.Equal(5, (int?)_me.Leases.Spec!["leaseTransitions"]);
        Assert.Equal(["GET", "PATCH"], _me.Leases.Requests.Skip(looks).Select(request => request.Method.Method));
        Assert.Equal("other leads by the lease system/operator; we stand by", Assert.Single(_me.Logger.Messages(1301)));
    }

    [Fact]
    public async Task A_holder_that_renews_is_left_alone_and_costs_no_request()
    {
        _me.Leases.HoldBy("other");
        await _me.StandByAsync();
        int requests = _me.Leases.Requests.Count;
        for (int i = 1; i <= 60; i++)
        {
            _me.Clock.Advance(TimeSpan.FromSeconds(2));
            _me.Leases.HoldBy("other", time: $"2026-01-01T00:00:{i:00}.000000Z");
            await _me.Clock.ArmedAsync(TimeSpan.FromSeconds(15));
        }

        Assert.Equal(requests, _me.Leases.Requests.Count);
        Assert.Empty(_me.Leases.Writes);
        Assert.True(_me.Elector.IsHealthy);
        Assert.False(_me.Elector.IsLeader);
    }

    [Fact]
    public async Task A_touch_that_is_no_renewal_does_not_prolong_the_lease()
    {
        _me.Leases.HoldBy("other");
        await _me.StandByAsync();
        _me.Clock.Advance(TimeSpan.FromSeconds(10));
        _me.Leases.Put(_me.Leases.Spec, label: "touched");
        await _me.Clock.PassAsync(TimeSpan.FromSeconds(5));
        await _me.Clock.PassAsync(ElectionHarness.Jitter);
        await _me.LeadsAsync();
    }

    [Theory]
    [InlineData(40, 40)]
    [InlineData(null, 15)]
    [InlineData(0, 15)]
    [InlineData(-7, 15)]
    [InlineData(int.MaxValue, 15)]
    public async Task The_duration_is_the_holders_and_ours_where_that_is_nonsense(int? announced, int waited)
    {
        _me.Leases.HoldBy("other", announced);
        _me.Start();
        await _me.Clock.PassAsync(TimeSpan.FromSeconds(waited));
        await _me.Clock.PassAsync(ElectionHarness.Jitter);
        await _me.LeadsAsync();
    }

    [Fact]
    public async Task An_expired_lease_is_read_again_before_it_is_taken()
    {
        _me.Leases.HoldBy("other");
        await _me.StandByAsync();
        _me.Leases.Next(request => request.IsSingle, (_, _) =>
        {
            _me.Leases.HoldBy("other", time: "2026-01-01T00:00:33.000000Z");
            return Task.FromResult(Answers.Ok(new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = "operator", ["uid"] = "uid-1", ["resourceVersion"] = "102" },
                ["spec"] = _me.Leases.Spec,
            }));
        });
        _me.Clock.Advance(TimeSpan.FromSeconds(15));
        await _me.Clock.PassAsync(ElectionHarness.Jitter);
        await _me.Clock.ArmedAsync(TimeSpan.FromSeconds(15));
        Assert.Equal("other", _me.Leases.Holder);
        Assert.Empty(_me.Leases.Writes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_jump_of_the_time_of_day_changes_nothing(int hours)
    {
        _me.Leases.HoldBy("other");
        await _me.StandByAsync();
        _me.Clock.WallJump = TimeSpan.FromHours(hours);
        _me.Clock.Advance(TimeSpan.FromSeconds(14.999));
        Assert.Empty(_me.Leases.Writes);
        _me.Clock.Advance(TimeSpan.FromSeconds(0.001));
        await _me.Clock.PassAsync(ElectionHarness.Jitter);
        await _me.LeadsAsync();
    }

    [Fact]
    public async Task A_lease_that_is_given_back_is_taken_at_once()
    {
        _me.Leases.HoldBy("other");
        await _me.StandByAsync();
        JsonObject spec = _me.Leases.Spec!;
        (spec["holderIdentity"], spec["leaseDurationSeconds"]) = ("", 1);
        _me.Leases.Put(spec);
        await _me.Clock.PassAsync(ElectionHarness.Jitter);
        await _me.LeadsAsync();
        Assert.Equal(5, (int?)_me.Leases.Spec!["leaseTransitions"]);
    }

    [Fact]
    public async Task A_lease_deleted_under_its_holder_is_free_when_it_would_have_expired()
    {
        _me.Leases.HoldBy("other");
        await _me.StandByAsync();
        _me.Clock.Advance(TimeSpan.FromSeconds(4));
        _me.Leases.Remove();
        await _me.Clock.PassAsync(TimeSpan.FromSeconds(11));
        await _me.Clock.PassAsync(ElectionHarness.Jitter);
        await _me.LeadsAsync();
        Assert.Equal(HttpMethod.Post, Assert.Single(_me.Leases.Writes).Method);
    }

    [Fact]
    public async Task A_holder_that_creates_its_deleted_lease_again_keeps_it()
    {
        _me.Leases.HoldBy("other");
        await _me.StandByAsync();
        _me.Leases.Remove();
        await _me.Clock.ArmedAsync(TimeSpan.FromSeconds(15));
        _me.Leases.HoldBy("other", time: "2026-01-01T00:00:02.000000Z");
        await _me.Clock.ArmedAsync(TimeSpan.FromSeconds(15));
        _me.Clock.Advance(TimeSpan.FromSeconds(14.999));
        Assert.Empty(_me.Leases.Writes);
    }

    [Fact]
    public async Task A_watch_that_breaks_is_opened_again()
    {
        _me.Leases.HoldBy("other");
        await _me.StandByAsync();
        _me.Leases.BreakWatches();
        await _me.Clock.PassAsync(TimeSpan.FromSeconds(2));
        await Eventually.HoldsAsync(() => _me.Leases.Watching == 1, "another watch");
        _me.Leases.Put([]);
        await _me.Clock.PassAsync(ElectionHarness.Jitter);
        await _me.LeadsAsync();
        Assert.Empty(_me.Logger.Messages(1306));
    }

    [Fact]
    public async Task A_stop_while_standing_by_writes_nothing()
    {
        _me.Leases.HoldBy("other");
        await _me.StandByAsync();
        await _me.StopAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _me.Run.Soon());
        Assert.Empty(_me.Leases.Writes);
        await Eventually.HoldsAsync(() => _me.Leases.Watching == 0, "the end of the watch");
    }
}
