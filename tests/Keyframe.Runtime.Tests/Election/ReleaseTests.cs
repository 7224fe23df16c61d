using System.Text.Json.Nodes;

namespace Keyframe.Runtime.Tests.Election;

/// <summary>A leader that is asked to stop gives its lease back.</summary>
public sealed class ReleaseTests : IAsyncDisposable
{
    private readonly ElectionHarness _me = new();

    public ValueTask DisposeAsync() => _me.DisposeAsync();

    [Fact]
    public async Task A_stop_gives_the_lease_back()
    {
        await _me.StartLeadingAsync();
        await _me.StopAsync();
        await _me.Run.Soon();
        JsonObject spec = _me.Leases.Spec!;
        Assert.Equal("", (string?)spec["holderIdentity"]);
        Assert.Equal((1, 0), ((int?)spec["leaseDurationSeconds"], (int?)spec["leaseTransitions"]));
        Assert.Single(_me.Logger.Messages(1304));
        Assert.False(_me.Elector.IsLeader);
        Assert.True(_me.Elector.IsHealthy);
    }

    [Fact]
    public async Task A_lease_is_given_back_although_a_renewal_is_on_its_way()
    {
        await _me.StartLeadingAsync();
        _me.Leases.Next(LeaseServer.IsWrite, async (_, token) =>
        {
            JsonObject spec = _me.Leases.Spec!;
            spec["renewTime"] = "2026-01-02T03:04:09.000000Z";
            _me.Leases.Put(spec);   // done, and the answer is cut off by the stop
            return await LeaseFaults.Silence(null!, token);
        });
        _me.Clock.Advance(TimeSpan.FromSeconds(2));
        await Eventually.HoldsAsync(() => _me.Leases.Writes.Count() == 2);
        await _me.StopAsync();
        await _me.Run.Soon();
        Assert.Equal("", _me.Leases.Holder);
    }

    [Fact]
    public async Task A_lease_that_cannot_be_given_back_is_told_of()
    {
        await _me.StartLeadingAsync();
        _me.Leases.Inject("500");
        await _me.StopAsync();
        await _me.Run.Soon();
        Assert.Single(_me.Logger.Messages(1305));
        Assert.Equal("me", _me.Leases.Holder);
    }
}
