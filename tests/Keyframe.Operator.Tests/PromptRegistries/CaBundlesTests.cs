using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptRegistries;
using Keyframe.Api.PromptVersions;
using Keyframe.Operator.Tests.Fakes;
using Keyframe.Registries;

namespace Keyframe.Operator.Tests.PromptRegistries;

/// <summary>Certificates come from a key of a ConfigMap, or the message says what is wrong with it.</summary>
public sealed class CaBundlesTests : IAsyncDisposable
{
    public static readonly string Certificate = Make();

    private static readonly PromptRegistry Registry = Some.Registry(with: spec => spec with
    {
        CaBundle = new CaBundle { ConfigMapKeyRef = new ConfigMapKeyReference { Name = "ca", Key = "ca.crt" } },
    });

    private readonly RegistryBench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task All_certificates_of_the_key_are_read(int count)
    {
        await PutAsync("ca.crt", string.Concat(Enumerable.Repeat(Certificate + "\n# a comment\n", count)));
        Assert.Equal(count, (await ReadAsync()).Count);
        Assert.NotNull(_bench.Bundles.VersionOf(Registry));
    }

    [Fact]
    public async Task Without_a_bundle_there_is_no_version()
    {
        await _bench.RefreshAsync();
        Assert.Null(_bench.Bundles.VersionOf(Some.Registry()));
        Assert.Null(_bench.Bundles.VersionOf(Registry));
    }

    [Fact]
    public async Task A_ConfigMap_that_is_not_there_is_named_and_not_asked_for()
    {
        await _bench.RefreshAsync();
        await RefusesAsync(Reasons.CaBundleNotFound, "spec.caBundle: ConfigMap ca does not exist. Create it.");
        Assert.Empty(_bench.Api.Reads);
    }

    [Fact]
    public async Task A_key_that_is_not_there_is_named()
    {
        await PutAsync("tls.crt", Certificate);
        await RefusesAsync(Reasons.CaBundleNotFound, "spec.caBundle: ConfigMap ca has no key ca.crt. Add it.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN CERTIFICATE-----\nnot base64\n-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")]
    public async Task What_holds_no_certificate_is_refused(string pem)
    {
        await PutAsync("ca.crt", pem);
        await RefusesAsync(Reasons.CaBundleInvalid, "key ca.crt of ConfigMap ca holds no certificate in PEM");
    }

    [Fact]
    public async Task One_broken_certificate_among_good_ones_is_not_passed_over()
    {
        await PutAsync("ca.crt", Certificate + "\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        await RefusesAsync(Reasons.CaBundleInvalid, "holds no certificate");
    }

    public static string ConfigMap(string key, string value) =>
        new JsonObject { ["data"] = new JsonObject { [key] = value } }.ToJsonString();

    private static string Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = new CertificateRequest("CN=ca", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return certificate.ExportCertificatePem();
    }

    private async Task PutAsync(string key, string value)
    {
        _bench.Api.Put("configmaps", Some.Namespace, "ca", ConfigMap(key, value));
        await _bench.RefreshAsync();
    }

    private async Task RefusesAsync(string reason, string words)
    {
        RegistryFault fault = (await Assert.ThrowsAsync<RegistryException>(ReadAsync)).Fault;
        Assert.Equal((reason, RegistryFaultKind.Permanent), (fault.Reason, fault.Kind));
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }

    private Task<X509Certificate2Collection> ReadAsync() =>
        _bench.Bundles.ReadAsync(Registry, Registry.Spec.CaBundle!, TestContext.Current.CancellationToken);
}
