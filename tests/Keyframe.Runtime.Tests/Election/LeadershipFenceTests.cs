using System.Net;
using System.Text.Json.Nodes;
using Keyframe.Runtime.Election;
using Keyframe.Runtime.Tests.FakeApiServer;
using Keyframe.Runtime.Transport;

namespace Keyframe.Runtime.Tests.Election;

/// <summary>What leadership means for the writes of the transport it guards.</summary>
public sealed class LeadershipFenceTests : IAsyncDisposable
{
    private readonly ElectionHarness _me = new();

    public ValueTask DisposeAsync() => _me.DisposeAsync();

    [Fact]
    public async Task Nothing_is_written_before_we_lead_and_reads_pass()
    {
        _me.Leases.HoldBy("other");
        await _me.StandByAsync();
        var e = await Assert.ThrowsAsync<WriteFencedException>(_me.WriteAsync);
        Assert.Equal("PATCH widgets.test.dev/a: not sent or cut off: we do not lead yet.", e.Message);
        _me.Objects.Put("a");
        Assert.NotNull(await _me.Guarded.Resource(Widget.Type).GetAsync(new("ns", "a"), TestContext.Current.CancellationToken));
        Assert.DoesNotContain(_me.Objects.Requests, request => request.Method != HttpMethod.Get);
    }

    [Fact]
    public async Task A_refused_write_does_not_even_reach_the_handlers()
    {
        var handler = new Freezing(_me.Clock);
        using ApiTransport transport = _me.Objects.Transport(_me.Clock, handler);
        _me.Elector.Fence(transport);
        await Assert.ThrowsAsync<WriteFencedException>(() => transport.Resource(Widget.Type)
            .MergePatchAsync(new("ns", "a"), [], TestContext.Current.CancellationToken));
        Assert.Equal(0, handler.Requests);
    }

    [Fact]
    public async Task The_leader_writes()
    {
        await _me.StartLeadingAsync();
        await _me.WriteAsync();
        await _me.RenewAsync();
        await _me.WriteAsync();
        Assert.Equal(2, _me.Objects.Requests.Count);
    }

    [Fact]
    public async Task Writes_under_way_are_cut_off_at_the_deadline()
    {
        await _me.StartLeadingAsync();
        LetRenewalsHang();
        _me.Clock.Advance(TimeSpan.FromSeconds(9));
        var cut = new TaskCompletionSource();
        _me.Objects.Next(_ => true, async (_, token) =>
        {
            token.UnsafeRegister(_ => cut.SetResult(), null);
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            throw new InvalidOperationException();
        });
        Task write = _me.WriteAsync();
        await Eventually.HoldsAsync(() => !_me.Objects.Requests.IsEmpty);
        _me.Clock.Advance(TimeSpan.FromSeconds(0.999));
        Assert.False(cut.Task.IsCompleted);
        _me.Clock.Advance(TimeSpan.FromSeconds(0.001));
        await cut.Task.Soon();
        var e = await Assert.ThrowsAsync<WriteFencedException>(() => write.Soon());
        Assert.Equal("PATCH widgets.test.dev/a: not sent or cut off: leadership is lost.", e.Message);
        Assert.IsAssignableFrom<OperationCanceledException>(e.InnerException);
    }

    [Fact]
    public async Task A_renewal_prolongs_the_time_of_writes_under_way()
    {
        await _me.StartLeadingAsync();
        for (int i = 0; i < 4; i++)
        {
            await _me.RenewAsync();
        }

        var answer = new TaskCompletionSource();
        _me.Objects.Next(_ => true, async (_, token) =>
        {
            await answer.Task.WaitAsync(token);
            return Answers.Ok(Answer());
        });
        Task write = _me.WriteAsync();
        await _me.RenewAsync();
        _me.Clock.Advance(TimeSpan.FromSeconds(1.9));   // 11.9 s after the acquisition
        answer.SetResult();
        await write.Soon();
    }

    [Fact]
    public async Task A_leader_that_was_frozen_past_its_deadline_does_not_write_when_it_thaws()
    {
        CancellationToken lost = await _me.StartLeadingAsync();
        _me.Clock.Freeze(TimeSpan.FromSeconds(10));
        Assert.False(_me.Elector.IsLeader);
        Assert.False(_me.Elector.IsHealthy);
        Assert.False(lost.IsCancellationRequested, "no timer has gone off yet");
        await Assert.ThrowsAsync<WriteFencedException>(_me.WriteAsync);
        Assert.Empty(_me.Objects.Requests);
        Assert.True(lost.IsCancellationRequested, "the write that found out has told everybody");
        await Assert.ThrowsAsync<LeadershipLostException>(() => _me.Run.Soon());
    }

    [Fact]
    public async Task A_leader_that_was_frozen_for_less_goes_on()
    {
        await _me.StartLeadingAsync();
        _me.Clock.Freeze(TimeSpan.FromSeconds(7.9));
        await _me.WriteAsync();
        await _me.RenewAsync();
        Assert.True(_me.Elector.IsLeader);
    }

    [Fact]
    public async Task A_frozen_leader_does_not_renew_either()
    {
        await _me.StartLeadingAsync();
        _me.Clock.Freeze(TimeSpan.FromSeconds(10));
        _me.Clock.Advance(TimeSpan.FromSeconds(2));   // its timer goes off when it thaws
        await Assert.ThrowsAsync<LeadershipLostException>(() => _me.Run.Soon());
        Assert.Single(_me.Leases.Writes);
    }

    [Fact]
    public async Task A_renewal_answered_to_a_frozen_leader_comes_too_late()
    {
        await _me.StartLeadingAsync();
        _me.Leases.Next(LeaseServer.IsWrite, (_, _) =>
        {
            _me.Clock.Freeze(TimeSpan.FromSeconds(10));
            return Task.FromResult(Answers.Ok(Answer()));
        });
        _me.Clock.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<LeadershipLostException>(() => _me.Run.Soon());
    }

    [Fact]
    public async Task A_write_frozen_between_the_decision_and_the_connection_does_not_go_out()
    {
        await _me.StartLeadingAsync();
        using ApiTransport transport = _me.Objects.Transport(_me.Clock, new Freezing(_me.Clock));
        _me.Elector.Fence(transport);
        await Assert.ThrowsAsync<WriteFencedException>(() => transport.Resource(Widget.Type)
            .MergePatchAsync(new("ns", "a"), [], TestContext.Current.CancellationToken));
        Assert.Empty(_me.Objects.Requests);
    }

    [Fact]
    public async Task An_acquisition_answered_after_a_freeze_is_made_again()
    {
        _me.Leases.Next(LeaseServer.IsWrite, (request, _) =>
        {
            _me.Leases.Put(request.Body!["spec"]!.AsObject());
            _me.Clock.Freeze(TimeSpan.FromSeconds(10));
            return Task.FromResult(Answers.Ok(Answer()));
        });
        await _me.StartLeadingAsync();
        Assert.Equal(2, _me.Leases.Writes.Count());
        Assert.Equal(HttpMethod.Patch, _me.Leases.Writes.Last().Method);
    }

    [Fact]
    public async Task After_a_stop_nothing_is_written_any_more()
    {
        await _me.StartLeadingAsync();
        await _me.StopAsync();
        await _me.Run.Soon();
        var e = await Assert.ThrowsAsync<WriteFencedException>(_me.WriteAsync);
        Assert.EndsWith("we lead no longer.", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.GatewayTimeout, true)]
    [InlineData(HttpStatusCode.Conflict, false)]
    public async Task A_lease_is_not_given_back_while_the_server_may_still_do_a_write_of_ours(HttpStatusCode answer, bool isOpen)
    {
        await _me.StartLeadingAsync();
        _me.Objects.Next(_ => true, _ => Answers.Status(answer, answer.ToString()));
        await Assert.ThrowsAsync<ApiException>(_me.WriteAsync);
        _me.Clock.Advance(TimeSpan.FromSeconds(1.9));
        await _me.StopAsync();
        await _me.Run.Soon();
        Assert.Equal(isOpen ? "me" : "", _me.Leases.Holder);
        Assert.Equal(isOpen ? 1 : 0, _me.Logger.Messages(1305).Count());
    }

    [Fact]
    public async Task It_is_given_back_once_that_write_must_have_ended()
    {
        await _me.StartLeadingAsync();
        _me.Objects.Next(_ => true, _ => throw new HttpRequestException("reset"));
        await Assert.ThrowsAsync<ApiException>(_me.WriteAsync);
        for (int i = 0; i < 3; i++)
        {
            await _me.RenewAsync();
        }

        await _me.StopAsync();
        await _me.Run.Soon();
        Assert.Equal("", _me.Leases.Holder);
    }

    [Fact]
    public async Task A_refusal_is_told_as_it_is_while_we_lead()
    {
        await _me.StartLeadingAsync();
        _me.Objects.Next(_ => true, _ => Answers.Status(HttpStatusCode.Conflict, "Conflict"));
        var e = await Assert.ThrowsAsync<ApiException>(_me.WriteAsync);
        Assert.True(e.IsConflict);
    }

    private static JsonObject Answer() =>
        new() { ["metadata"] = new JsonObject { ["name"] = "a", ["uid"] = "u", ["resourceVersion"] = "1" } };

    private void LetRenewalsHang()
    {
        for (int i = 0; i < 3; i++)
        {
            _me.Leases.Next(LeaseServer.IsWrite, async (_, token) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                throw new InvalidOperationException();
            });
        }
    }

    /// <summary>The process is stopped on the way of a request to its connection.</summary>
    private sealed class Freezing(ElectionClock clock) : DelegatingHandler
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            clock.Freeze(TimeSpan.FromSeconds(10));
            return base.SendAsync(request, cancellationToken);
        }
    }
}
