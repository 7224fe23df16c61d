using System.Net;
using System.Text.Json.Nodes;
using Keyframe.Runtime.Tests.FakeApiServer;

namespace Keyframe.Runtime.Tests.Election;

/// <summary>A replica that does not lead yet: when it takes the lease, and when not.</summary>
public sealed class StandbyTests : IAsyncDisposable
{
    private readonly ElectionHarness _me = new();

    public static TheoryData<string?, string> Free => new()
    {
        { null, "a lease without a record" },
        { "{}", "made by Helm" },
        { """{"leaseDurationSeconds": 15}""", "made by hand" },
        { """{"holderIdentity": "", "leaseDurationSeconds": 1, "leaseTransitions": 4}""", "given back" },
    };

    public ValueTask DisposeAsync() => _me.DisposeAsync();

    [Fact]
    public async Task A_lease_that_does_not_exist_is_created()
    {
        await _me.StartLeadingAsync();
        FakeRequest create = Assert.Single(_me.Leases.Writes);
        Assert.Equal((HttpMethod.Post, "apis/coordination.k8s.io/v1/namespaces/system/leases"), (create.Method, create.Path));
        Assert.Equal(
            """
            {"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"operator","namespace":"system"},"spec":{"holderIdentity":"me","leaseDurationSeconds":15,"acquireTime":"2026-01-02T03:04:05.678000Z","renewTime":"2026-01-02T03:04:05.678000Z","leaseTransitions":0}}
            """, create.Body!.ToJsonString());
        Assert.StartsWith("We lead by the lease system/operator as me, after 00:00:00", _me.Logger.Messages(1300).Single(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Free))]
    public async Task A_lease_without_a_holder_is_taken(string? spec, string because)
    {
        _me.Leases.Put(spec is null ? null : JsonNode.Parse(spec)!.AsObject());
        await _me.StartLeadingAsync();
        Assert.True(_me.Leases.Holder == "me", because);
        Assert.Equal(15, (int?)_me.Leases.Spec!["leaseDurationSeconds"]);
    }

    [Fact]
    public async Task A_fraction_of_a_second_of_the_duration_is_rounded_up()
    {
        await using var me = new ElectionHarness(options => options with { LeaseDuration = TimeSpan.FromSeconds(14.2) });
        await me.StartLeadingAsync();
        Assert.Equal(15, (int?)me.Leases.Spec!["leaseDurationSeconds"]);
    }

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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_that_try_at_once_the_slower_one_stands_by(bool exists)
    {
        if (exists)
        {
            _me.Leases.Put([]);
        }

        _me.Leases.Next(request => request.IsSingle, (_, _) =>
        {
            HttpResponseMessage old = exists
                ? Answers.Ok(new JsonObject
                {
                    ["metadata"] = new JsonObject { ["name"] = "operator", ["uid"] = "uid-1", ["resourceVersion"] = "101" },
                })
                : Answers.Status(HttpStatusCode.NotFound, "NotFound");
            _me.Leases.HoldBy("other");
            return Task.FromResult(old);
        });
        _me.Start();
        await Eventually.HoldsAsync(() => _me.Logger.Messages(1301).Any(), "the sight of the other one");
        await _me.Clock.PassAsync(TimeSpan.FromSeconds(1));
        await _me.Clock.ArmedAsync(TimeSpan.FromSeconds(14));
        Assert.Equal("other", _me.Leases.Holder);
        Assert.Single(_me.Leases.Writes);
        Assert.Empty(_me.Logger.Messages(1306));
    }

    [Fact]
    public async Task An_acquisition_whose_answer_was_lost_is_recognized()
    {
        _me.Leases.LoseAnswer(LeaseServer.IsWrite);
        _me.Start();
        await _me.Clock.PassAsync(TimeSpan.FromSeconds(1));
        await _me.LeadsAsync();
        Assert.Equal(0, (int?)_me.Leases.Spec!["leaseTransitions"]);
    }

    [Fact]
    public async Task A_former_life_under_our_identity_is_somebody_else()
    {
        _me.Leases.HoldBy("me");
        await _me.StandByAsync();
        Assert.Empty(_me.Leases.Writes);
        _me.Clock.Advance(TimeSpan.FromSeconds(15));
        await _me.Clock.PassAsync(ElectionHarness.Jitter);
        await _me.LeadsAsync();
        Assert.Equal(5, (int?)_me.Leases.Spec!["leaseTransitions"]);
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
    public async Task Not_being_allowed_to_look_is_told_once_with_what_to_grant_and_tried_again_by_the_period()
    {
        for (int i = 0; i < 5; i++)
        {
            _me.Leases.Next(
                request => request.IsList, () => Answers.Status(HttpStatusCode.Forbidden, "Forbidden", "cannot list"));
        }

        _me.Start();
        for (int i = 1; i <= 5; i++)
        {
            await _me.Clock.ArmedAsync(TimeSpan.FromSeconds(2));
            Assert.Equal(i, _me.Leases.Requests.Count);
            _me.Clock.Advance(TimeSpan.FromSeconds(2));
        }

        await _me.LeadsAsync();
        (Microsoft.Extensions.Logging.LogLevel Level, int, string Message)[] told =
            [.. _me.Logger.Entries.Where(entry => entry.Id == 1306)];
        Assert.Equal(5, told.Length);
        Assert.Single(told, entry => entry.Level == Microsoft.Extensions.Logging.LogLevel.Error);
        Assert.Equal(
            "No success with the lease system/operator, trying again every 00:00:02: GET leases.coordination.k8s.io: 403 Forbidden: "
            + "cannot list (grant our account get, list, watch and patch of leases.coordination.k8s.io with resourceNames [operator], "
            + "and create of leases.coordination.k8s.io, in namespace system)", told[0].Message);
    }

    [Fact]
    public async Task A_namespace_that_does_not_exist_is_told()
    {
        JsonObject status = Answers.StatusJson(HttpStatusCode.NotFound, "NotFound", "namespaces \"system\" not found");
        status["details"] = new JsonObject { ["name"] = "system", ["kind"] = "namespaces" };
        _me.Leases.Next(LeaseServer.IsWrite, () => Answers.Text(HttpStatusCode.NotFound, status.ToJsonString()));
        _me.Start();
        await _me.Clock.PassAsync(TimeSpan.FromSeconds(1));
        await _me.LeadsAsync();
        Assert.EndsWith("not found (create the namespace system)", Assert.Single(_me.Logger.Messages(1306)), StringComparison.Ordinal);
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

    [Fact]
    public async Task The_lease_is_not_watched_while_leading()
    {
        await _me.StartLeadingAsync();
        await Eventually.HoldsAsync(() => _me.Leases.Watching == 0, "the end of the watch");
    }
}
