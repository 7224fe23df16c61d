using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Keyframe.Testing.ControlPlanes;
using Keyframe.Testing.Convergence;

namespace Keyframe.Integration.Tests.Caches;

/// <summary>The samples of one namespace of a real API server.</summary>
internal sealed class RealSampleServer(ControlPlane plane, string @namespace) : ISampleServer
{
    private readonly Kubernetes _client = new(plane.Configuration);

    public KubernetesClientConfiguration Configuration =>
        KubernetesClientConfiguration.BuildConfigFromConfigFile(plane.KubeconfigPath);

    public string Namespace => @namespace;

    public static async Task<RealSampleServer> CreateAsync(ControlPlane plane, CancellationToken cancellationToken)
    {
        var server = new RealSampleServer(plane, $"samples-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        var @namespace = new V1Namespace { Metadata = new V1ObjectMeta { Name = server.Namespace } };
        await server._client.CoreV1.CreateNamespaceAsync(@namespace, cancellationToken: cancellationToken);
        return server;
    }

    public Task PutAsync(string name, JsonObject spec, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["apiVersion"] = Sample.Type.ApiVersion,
            ["kind"] = Sample.Type.Kind,
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = spec.DeepClone(),
        };
        return _client.CustomObjects.PatchNamespacedCustomObjectAsync(
            new V1Patch(body.ToJsonString(), V1Patch.PatchType.ApplyPatch), Sample.Type.Group, Sample.Type.Version, Namespace,
            Sample.Type.Plural, name, fieldManager: "test", force: true, cancellationToken: cancellationToken);
    }

    public Task RemoveAsync(string name, CancellationToken cancellationToken) =>
        _client.CustomObjects.DeleteNamespacedCustomObjectAsync(
            Sample.Type.Group, Sample.Type.Version, Namespace, Sample.Type.Plural, name, cancellationToken: cancellationToken);

    public async Task<IReadOnlyList<JsonObject>> ContentAsync(CancellationToken cancellationToken)
    {
        var list = (JsonElement)await _client.CustomObjects.ListNamespacedCustomObjectAsync(
            Sample.Type.Group, Sample.Type.Version, Namespace, Sample.Type.Plural, cancellationToken: cancellationToken);
        return [.. list.GetProperty("items").EnumerateArray().Select(item => JsonObject.Create(item)!)];
    }

    public Task CompactAsync(CancellationToken cancellationToken)
    {
        Assert.SkipWhen(plane.EtcdAddress is null, $"It compacts etcd, which cannot be reached here: {plane.Origin}.");
        return EtcdHistory.CompactAsync(plane.EtcdAddress, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _client.CoreV1.DeleteNamespaceAsync(Namespace);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // It is going already.
        }
        finally
        {
            _client.Dispose();
        }
    }
}
