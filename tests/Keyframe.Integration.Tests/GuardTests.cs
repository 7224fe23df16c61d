using System.Text.Json.Nodes;
using Keyframe.Integration.Tests.Caches;
using Keyframe.Runtime;
using Keyframe.Runtime.Applying;
using Keyframe.Runtime.Transport;
using Keyframe.Testing.Convergence;

namespace Keyframe.Integration.Tests;

/// <summary>
/// What a guard in the body of a write is worth to a real API server: no write on a stale view or a recreated object.
/// </summary>
public sealed class GuardTests(SampleKind samples) : IClassFixture<SampleKind>, IAsyncLifetime
{
    private RealSampleServer _server = null!;
    private ApiTransport _transport = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ObjectKey Key => new(_server.Namespace, "a");

    private ResourceClient<Sample> Client => _transport.Resource(Sample.Type);

    public async ValueTask InitializeAsync()
    {
        _server = await samples.CreateServerAsync();
        _transport = new ApiTransport(_server.Configuration, new ApiTransportOptions { FieldManager = "guarded" });
    }

    public async ValueTask DisposeAsync()
    {
        _transport.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task An_apply_on_the_expected_object_works()
    {
        Sample sample = await StoredAsync();
        Assert.Equal("blue", (await ApplyAsync(Guard.On(sample.Metadata))).Spec!.Color);
    }

    [Fact]
    public async Task An_apply_on_a_stale_view_is_a_conflict()
    {
        Sample sample = await StoredAsync();
        await _server.PutAsync("a", new JsonObject { ["color"] = "green", ["size"] = 2 }, Token);
        ApiException e = await Assert.ThrowsAsync<ApiException>(() => ApplyAsync(Guard.On(sample.Metadata)));
        Assert.True(e is { IsConflict: true, IsOutcomeUnknown: false }, e.Message);
        Assert.Equal("green", (await Client.GetAsync(Key, Token))!.Spec!.Color);
    }

    [Fact]
    public async Task An_apply_on_an_object_that_was_recreated_is_refused()
    {
        Sample sample = await StoredAsync();
        await _server.RemoveAsync("a", Token);
        await StoredAsync();
        ApiException e = await Assert.ThrowsAsync<ApiException>(() => ApplyAsync(new Guard(sample.Metadata.Uid, null)));
        Assert.True(e.IsInvalid || e.IsConflict, e.Message);
        Assert.Equal("red", (await Client.GetAsync(Key, Token))!.Spec!.Color);
    }

    [Fact]
    public async Task An_apply_on_an_object_that_is_gone_does_not_make_it_again()
    {
        Sample sample = await StoredAsync();
        await _server.RemoveAsync("a", Token);
        ApiException e = await Assert.ThrowsAsync<ApiException>(() => ApplyAsync(new Guard(sample.Metadata.Uid, null)));
        Assert.True(e.IsConflict || e.IsInvalid, e.Message);
        Assert.Null(await Client.GetAsync(Key, Token));
    }

    [Fact]
    public async Task A_delete_takes_only_the_expected_object()
    {
        Sample sample = await StoredAsync();
        await Assert.ThrowsAsync<ApiException>(() => Client.DeleteAsync(Key, new Preconditions("another", null), Token));
        Assert.NotNull(await Client.GetAsync(Key, Token));
        await Client.DeleteAsync(Key, new Preconditions(sample.Metadata.Uid, sample.Metadata.ResourceVersion), Token);
        Assert.Null(await Client.GetAsync(Key, Token));
    }

    [Fact]
    public async Task An_object_that_is_too_large_is_told_as_such()
    {
        Sample sample = await StoredAsync();
        JsonObject body = ApplyBody.For(Sample.Type, Key, Guard.On(sample.Metadata));
        body["spec"] = new JsonObject { ["note"] = new string('x', 1_600_000) };
        ApiException e = await Assert.ThrowsAsync<ApiException>(
            () => Client.ApplyAsync(Key, body, new ApplyOptions { Force = true }, Token));
        Assert.True(e is { IsRequestTooLarge: true, IsOutcomeUnknown: false }, e.Message);
    }

    private async Task<Sample> StoredAsync()
    {
        await _server.PutAsync("a", new JsonObject { ["color"] = "red", ["size"] = 1 }, Token);
        return (await Client.GetAsync(Key, Token))!;
    }

    private Task<Sample> ApplyAsync(Guard guard)
    {
        JsonObject body = ApplyBody.For(Sample.Type, Key, guard);
        body["spec"] = new JsonObject { ["color"] = "blue" };
        return Client.ApplyAsync(Key, body, new ApplyOptions { Force = true }, Token);
    }
}
