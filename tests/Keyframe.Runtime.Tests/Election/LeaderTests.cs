using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Keyframe.Runtime.Election;
using Keyframe.Runtime.Tests.FakeApiServer;

namespace Keyframe.Runtime.Tests.Election;

/// <summary>A replica that leads: what it survives, and what ends it.</summary>
public sealed class LeaderTests : IAsyncDisposable
{
    private readonly ElectionHarness _me = new();

    public static TheoryData<string> Transients => ["reset", "500", "429", "503", "garbage", "answer lost"];

    public ValueTask DisposeAsync() => _me.DisposeAsync();

    [Fact]
    public async Task It_renews_every_retry_period_without_looking_first()
    {
        await _me.StartLeadingAsync();
        int before = _me.Leases.Requests.Count;
        var times = new List<string?>();
        for (int i = 0; i < 20; i++)
        {
            await _me.RenewAsync();
            times.Add((string?)_me.Leases.Spec!["renewTime"]);
        }

        Assert.Equal(20, _me.Leases.Requests.Count - before);
        Assert.All(_me.Leases.Requests.Skip(before), request => Assert.Equal(HttpMethod.Patch, request.Method));
        Assert.Equal(20, times.Distinct().Count());
        Assert.True(_me.Elector.IsLeader);
        Assert.Equal(1, (int?)_me.Leases.Requests.Count(request => request.Method == HttpMethod.Post));
    }

    [Fact]
    public async Task Every_write_insists_on_the_version_it_was_decided_on()
    {
        await _me.StartLeadingAsync();
        await _me.RenewAsync();
        FakeRequest renewal = _me.Leases.Writes.Last();
        Assert.Equal("101", (string?)renewal.Body!["metadata"]!["resourceVersion"]);
        Assert.Equal("uid-1", (string?)renewal.Body["metadata"]!["uid"]);
    }

    [Theory]
    [MemberData(nameof(Transients))]
    public async Task A_transient_failure_keeps_the_lease(string fault)
    {
        await _me.StartLeadingAsync();
        for (int i = 0; i < 3; i++)
        {
            _me.Leases.Inject(fault);
        }

        for (int i = 0; i < 10; i++)
        {
            await _me.RenewAsync();
        }

        Assert.True(_me.Elector.IsLeader);
        Assert.Equal("me", _me.Leases.Holder);
        Assert.Empty(_me.Logger.Messages(1303));
    }

    [Fact]
    public async Task A_failure_is_told_with_the_time_that_is_left()
    {
        await _me.StartLeadingAsync();
        _me.Leases.Inject("500");
        await _me.RenewAsync();
        string told = Assert.Single(_me.Logger.Messages(1302));
        Assert.Equal(
            "Could not renew the lease system/operator, leadership ends in 00:00:08: "
            + "PATCH leases.coordination.k8s.io/operator: 500 InternalServerError: etcd is away", told);
    }

    [Fact]
    public async Task Failures_until_the_deadline_lose_the_lease_for_good()
    {
        CancellationToken lost = await _me.StartLeadingAsync();
        Enumerable.Range(0, 10).ToList().ForEach(_ => _me.Leases.Inject("500"));
        for (int i = 0; i < 4; i++)
        {
            await _me.RenewAsync();
        }

        _me.Clock.Advance(TimeSpan.FromSeconds(1.999));
        Assert.False(lost.IsCancellationRequested);
        Assert.True(_me.Elector.IsLeader && _me.Elector.IsHealthy);
        _me.Clock.Advance(TimeSpan.FromSeconds(0.001));
        Assert.True(lost.IsCancellationRequested);
        Assert.False(_me.Elector.IsLeader || _me.Elector.IsHealthy);
        var e = await Assert.ThrowsAsync<LeadershipLostException>(() => _me.Run.Soon());
        Assert.Equal(
            "Leadership by the lease system/operator is lost: not renewed within 10 s; the last attempt: "
            + "PATCH leases.coordination.k8s.io/operator: 500 InternalServerError: etcd is away.", e.Message);
        Assert.Single(_me.Logger.Messages(1303));
        int writes = _me.Leases.Writes.Count();
        _me.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(writes, _me.Leases.Writes.Count());
    }

    [Fact]
    public async Task The_deadline_counts_from_the_start_of_the_renewal_that_worked()
    {
        CancellationToken lost = await _me.StartLeadingAsync();
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        _me.Leases.Next(LeaseServer.IsWrite, (_, _) => answer.Task);
        _me.Clock.Advance(TimeSpan.FromSeconds(2));
        await Eventually.HoldsAsync(() => _me.Leases.Writes.Count() == 2);
        _me.Clock.Advance(TimeSpan.FromSeconds(3));   // the answer takes so long
        _me.Leases.LoseAnswer(LeaseServer.IsWrite);
        answer.SetResult(Answers.Ok(Renewed()));
        await Eventually.HoldsAsync(() => _me.Leases.Writes.Count() == 3);
        await _me.Clock.ArmedAsync(TimeSpan.FromSeconds(2));   // 5 s after the start of the one that worked
        Enumerable.Range(0, 10).ToList().ForEach(_ => _me.Leases.Inject("500"));
        _me.Clock.Advance(TimeSpan.FromSeconds(6.999));
        Assert.False(lost.IsCancellationRequested);
        _me.Clock.Advance(TimeSpan.FromSeconds(0.001));
        Assert.True(lost.IsCancellationRequested);
    }

    [Fact]
    public async Task Two_attempts_fit_before_the_deadline_where_the_server_says_nothing()
    {
        CancellationToken lost = await _me.StartLeadingAsync();
        _me.Leases.Next(LeaseServer.IsWrite, LeaseFaults.Silence);
        _me.Leases.Next(LeaseServer.IsWrite, LeaseFaults.Silence);
        _me.Clock.Advance(TimeSpan.FromSeconds(2));
        await Eventually.HoldsAsync(() => _me.Leases.Writes.Count() == 2);
        _me.Clock.Advance(TimeSpan.FromSeconds(4));
        await Eventually.HoldsAsync(() => _me.Leases.Writes.Count() == 3);
        Assert.False(lost.IsCancellationRequested);
        _me.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.True(lost.IsCancellationRequested);
        var e = await Assert.ThrowsAsync<LeadershipLostException>(() => _me.Run.Soon());
        Assert.Contains("no answer within 4 s", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_lease_is_created_again()
    {
        await _me.StartLeadingAsync();
        string? acquired = (string?)_me.Leases.Spec!["acquireTime"];
        _me.Leases.Remove();
        await _me.RenewAsync();
        Assert.Equal("me", _me.Leases.Holder);
        Assert.Equal(acquired, (string?)_me.Leases.Spec!["acquireTime"]);
        Assert.True(_me.Elector.IsLeader);
    }

    [Fact]
    public async Task A_lease_that_was_touched_by_others_but_not_taken_stays_ours()
    {
        await _me.StartLeadingAsync();
        _me.Leases.Put(_me.Leases.Spec, label: "helm");
        await _me.RenewAsync();
        Assert.True(_me.Elector.IsLeader);
        Assert.Empty(_me.Logger.Messages(1302));
    }

    [Theory]
    [InlineData("holderIdentity", "other", "other holds it now")]
    [InlineData("holderIdentity", "", "somebody else set it free")]
    [InlineData("acquireTime", "2030-01-01T00:00:00.000000Z", "another process holds it under our own identity me")]
    public async Task A_lease_that_somebody_else_wrote_is_lost_at_once(string field, string value, string reason)
    {
        CancellationToken lost = await _me.StartLeadingAsync();
        JsonObject spec = _me.Leases.Spec!;
        spec[field] = value;
        _me.Leases.Put(spec);
        _me.Clock.Advance(TimeSpan.FromSeconds(2));
        var e = await Assert.ThrowsAsync<LeadershipLostException>(() => _me.Run.Soon());
        Assert.Equal($"Leadership by the lease system/operator is lost: {reason}.", e.Message);
        Assert.True(lost.IsCancellationRequested);
        Assert.True(JsonNode.DeepEquals(spec, _me.Leases.Spec), "it is not fought over");
    }

    [Fact]
    public async Task A_lease_that_was_deleted_and_made_by_another_is_lost_at_once()
    {
        await _me.StartLeadingAsync();
        _me.Leases.Remove();
        _me.Leases.HoldBy("other");
        _me.Clock.Advance(TimeSpan.FromSeconds(2));
        var e = await Assert.ThrowsAsync<LeadershipLostException>(() => _me.Run.Soon());
        Assert.Contains("other holds it now", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_jump_of_the_time_of_day_changes_nothing(int hours)
    {
        await _me.StartLeadingAsync();
        await _me.RenewAsync();
        _me.Clock.WallJump = TimeSpan.FromHours(hours);
        for (int i = 0; i < 5; i++)
        {
            await _me.RenewAsync();
        }

        Assert.True(_me.Elector.IsLeader);
        string expected = _me.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        Assert.Equal(expected, (string?)_me.Leases.Spec!["renewTime"]);
    }

    [Fact]
    public async Task A_renewal_changes_the_lease_even_if_the_time_of_day_stands_still()
    {
        await _me.StartLeadingAsync();
        string? before = (string?)_me.Leases.Spec!["renewTime"];
        _me.Clock.WallJump = -TimeSpan.FromSeconds(2);
        await _me.RenewAsync();
        Assert.NotEqual(before, (string?)_me.Leases.Spec!["renewTime"]);
    }

    [Fact]
    public async Task A_missing_right_is_told_with_what_to_grant()
    {
        await _me.StartLeadingAsync();
        _me.Leases.Next(LeaseServer.IsWrite, () => Answers.Status(HttpStatusCode.Forbidden, "Forbidden", "cannot patch"));
        await _me.RenewAsync();
        Assert.EndsWith(
            "403 Forbidden: cannot patch (grant our account in namespace system: get, list, watch and patch of "
            + "leases.coordination.k8s.io with resourceNames [operator], and create of leases.coordination.k8s.io)",
            Assert.Single(_me.Logger.Messages(1302)), StringComparison.Ordinal);
        Assert.True(_me.Elector.IsLeader);
    }

    [Fact]
    public async Task It_leads_once()
    {
        await _me.StartLeadingAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            _me.Elector.LeadAsync(_ => Task.CompletedTask, TestContext.Current.CancellationToken));
    }

    private JsonObject Renewed()
    {
        JsonObject spec = _me.Leases.Spec!;
        spec["renewTime"] = "2026-01-02T03:04:07.678000Z";
        _me.Leases.Put(spec);
        return new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "operator", ["uid"] = "uid-1", ["resourceVersion"] = "102" },
            ["spec"] = spec,
        };
    }
}
