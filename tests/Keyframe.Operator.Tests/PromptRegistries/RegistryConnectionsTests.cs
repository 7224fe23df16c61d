using Keyframe.Api;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptRegistries;
using Keyframe.Api.PromptVersions;
using Keyframe.Operator.PromptRegistries;
using Keyframe.Operator.Tests.Fakes;
using Keyframe.Registries;
using Keyframe.Runtime;

namespace Keyframe.Operator.Tests.PromptRegistries;

/// <summary>One client for a registry, whoever asks, and another one as soon as what it was made from is another.</summary>
public sealed class RegistryConnectionsTests : IAsyncDisposable
{
    private static readonly ObjectKey Key = new(Some.Namespace, "models");

    private readonly RegistryBench _bench = new();
    private readonly List<FakeRegistry> _made = [];

    public RegistryConnectionsTests() => _bench.Make = () =>
    {
        _made.Add(new FakeRegistry());
        return _made[^1];
    };

    private static PromptRegistry Registry => Some.Registry(with: spec => spec with { SecretRef = new ObjectNameReference { Name = "credentials" } });

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_client_is_shared_and_knows_the_registry()
    {
        _bench.PutSecret(data: ("token", "t"));
        using RegistryLease one = await ConnectAsync(Registry);
        using RegistryLease two = await ConnectAsync(Registry);
        Assert.Same(one.Client, two.Client);
        Assert.Single(_made);
        Assert.Equal(["GET secrets/credentials"], _bench.Api.Reads);
        RegistryAccess access = Assert.Single(_bench.Accesses);
        Assert.Equal(("shop", "models", "https://mlflow.example.com:5000/", "Bearer ***", null),
            (access.Namespace, access.Name, access.BaseUrl.AbsoluteUri, access.Credentials?.ToString(), access.TrustedRoots));
    }

    [Fact]
    public async Task A_registry_without_a_Secret_gets_no_credentials_and_reads_nothing()
    {
        (await ConnectAsync(Some.Registry())).Dispose();
        Assert.Null(Assert.Single(_bench.Accesses).Credentials);
        Assert.Empty(_bench.Api.Reads);
    }

    [Fact]
    public async Task A_Secret_is_read_again_after_half_a_minute_and_the_client_stays_while_the_Secret_does()
    {
        _bench.PutSecret(data: ("token", "t"));
        (await ConnectAsync(Registry)).Dispose();
        _bench.Clock.Advance(TimeSpan.FromSeconds(29));
        (await ConnectAsync(Registry)).Dispose();
        Assert.Single(_bench.Api.Reads);
        _bench.Clock.Advance(TimeSpan.FromSeconds(1));
        (await ConnectAsync(Registry)).Dispose();
        Assert.Equal(2, _bench.Api.Reads.Count);
        _bench.Clock.Advance(TimeSpan.FromSeconds(29));
        (await ConnectAsync(Registry)).Dispose();
        Assert.Equal(2, _bench.Api.Reads.Count);
        Assert.Equal(0, Assert.Single(_made).Disposals);
    }

    [Fact]
    public async Task A_Secret_that_changed_makes_another_client_and_the_old_one_ends_with_its_last_use()
    {
        _bench.PutSecret(data: ("token", "t"));
        RegistryLease one = await ConnectAsync(Registry);
        RegistryLease two = await ConnectAsync(Registry);
        _bench.PutSecret(data: ("token", "u"));
        _bench.Clock.Advance(TimeSpan.FromSeconds(30));
        using RegistryLease three = await ConnectAsync(Registry);
        Assert.NotSame(one.Client, three.Client);
        Assert.NotEqual(one.Origin, three.Origin);
        Assert.Equal([0, 0], _made.Select(made => made.Disposals));
        one.Dispose();
        one.Dispose();
        Assert.Equal([0, 0], _made.Select(made => made.Disposals));
        two.Dispose();
        Assert.Equal([1, 0], _made.Select(made => made.Disposals));
    }

    [Fact]
    public async Task Doubt_has_the_Secret_read_again_at_once()
    {
        _bench.PutSecret(data: ("token", "t"));
        (await ConnectAsync(Registry)).Dispose();
        _bench.Connections.Doubt(Key);
        (await ConnectAsync(Registry)).Dispose();
        Assert.Equal(2, _bench.Api.Reads.Count);
        Assert.Single(_made);
        _bench.Connections.Doubt(new ObjectKey(Some.Namespace, "unknown"));
    }

    [Fact]
    public async Task Credentials_that_were_withdrawn_are_used_no_more()
    {
        _bench.PutSecret(data: ("token", "t"));
        (await ConnectAsync(Registry)).Dispose();
        _bench.PutSecret(allowedHost: null, ("token", "t"));
        _bench.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(Reasons.SecretHostNotAllowed, await RefusedAsync(Registry));
        Assert.Equal(Reasons.SecretHostNotAllowed, await RefusedAsync(Registry));
        Assert.Equal(3, _bench.Api.Reads.Count);
        Assert.Single(_made);
    }

    public static TheoryData<string, Action<PromptRegistry>> Changes => new()
    {
        { "another spec", registry => registry.Metadata.Generation = 2 },
        { "another object of the same name", registry => registry.Metadata.Uid = "uid-of-another" },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public async Task Another_registry_makes_another_client(string what, Action<PromptRegistry> change)
    {
        (await ConnectAsync(Some.Registry())).Dispose();
        PromptRegistry changed = Some.Registry();
        change(changed);
        (await ConnectAsync(changed)).Dispose();
        (await ConnectAsync(changed)).Dispose();
        Assert.True(_made.Count == 2, what);
        Assert.Equal([1, 0], _made.Select(made => made.Disposals));
    }

    [Fact]
    public async Task Another_CA_bundle_makes_another_client()
    {
        PromptRegistry registry = Some.Registry(with: spec => spec with
        {
            CaBundle = new CaBundle { ConfigMapKeyRef = new ConfigMapKeyReference { Name = "ca", Key = "ca.crt" } },
        });
        PutCa();
        await _bench.RefreshAsync();
        (await ConnectAsync(registry)).Dispose();
        (await ConnectAsync(registry)).Dispose();
        Assert.Equal(["GET configmaps/ca"], _bench.Api.Reads);
        PutCa();
        await _bench.RefreshAsync();
        (await ConnectAsync(registry)).Dispose();
        Assert.Equal([1, 0], _made.Select(made => made.Disposals));
        Assert.All(_bench.Accesses, access => Assert.Single(access.TrustedRoots!));

        // Without it, there is no client at all, least of all one that trusts whatever the system does.
        _bench.Api.Remove("configmaps", Some.Namespace, "ca");
        await _bench.RefreshAsync();
        Assert.Equal(Reasons.CaBundleNotFound, await RefusedAsync(registry));
    }

    [Fact]
    public async Task A_spec_that_contradicts_itself_reads_no_Secret()
    {
        Assert.Equal(Reasons.InvalidSpec, await RefusedAsync(Registry with { Spec = Registry.Spec with { Interval = "1s" } }));
        Assert.Empty(_bench.Api.Reads);
        Assert.Empty(_made);
    }

    [Fact]
    public async Task What_is_forgotten_ends_with_its_last_use()
    {
        RegistryLease lease = await ConnectAsync(Some.Registry());
        _bench.Connections.Forget(Key);
        _bench.Connections.Forget(Key);
        Assert.Equal(0, _made[0].Disposals);
        lease.Dispose();
        Assert.Equal(1, _made[0].Disposals);
        (await ConnectAsync(Some.Registry())).Dispose();
        Assert.Equal(2, _made.Count);
    }

    [Fact]
    public async Task Each_registry_has_its_own_client_and_all_end_in_the_end()
    {
        (await ConnectAsync(Some.Registry("one"))).Dispose();
        RegistryLease lease = await ConnectAsync(Some.Registry("two"));
        Assert.Equal(2, _made.Count);
        _bench.Connections.Dispose();
        Assert.Equal([1, 0], _made.Select(made => made.Disposals));
        lease.Dispose();
        Assert.Equal([1, 1], _made.Select(made => made.Disposals));
    }

    [Fact]
    public async Task However_many_connect_at_once_every_client_but_the_last_is_ended_and_none_twice()
    {
        _bench.PutSecret(data: ("token", "t"));
        _bench.Make = () =>
        {
            lock (_made)
            {
                _made.Add(new FakeRegistry());
                return _made[^1];
            }
        };
        await Parallel.ForAsync(0, 200, TestContext.Current.CancellationToken, async (number, _) =>
        {
            using RegistryLease lease = await ConnectAsync(Registry);
            Assert.Equal(0, ((FakeRegistry)lease.Client).Disposals);
            if (number % 10 == 0)
            {
                _bench.PutSecret(data: ("token", $"t-{number}"));
                _bench.Connections.Doubt(Key);
                (await ConnectAsync(Registry)).Dispose();
            }
        });
        Assert.True(_made.Count > 1);
        Assert.Equal(_made.Count - 1, _made.Sum(made => made.Disposals));
        Assert.All(_made, made => Assert.InRange(made.Disposals, 0, 1));
        _bench.Connections.Dispose();
        Assert.All(_made, made => Assert.Equal(1, made.Disposals));
    }

    private void PutCa() => _bench.Api.Put("configmaps", Some.Namespace, "ca", CaBundlesTests.ConfigMap("ca.crt", CaBundlesTests.Certificate));

    private Task<RegistryLease> ConnectAsync(PromptRegistry registry) =>
        _bench.Connections.ConnectAsync(registry, TestContext.Current.CancellationToken);

    private async Task<string> RefusedAsync(PromptRegistry registry) =>
        (await Assert.ThrowsAsync<RegistryException>(() => ConnectAsync(registry))).Fault.Reason;
}
