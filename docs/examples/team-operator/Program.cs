using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using k8s;
using k8s.Models;
using Keyframe.Runtime;
using Keyframe.Runtime.Applying;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Controllers;
using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Logging;

var namespaceType = new ResourceType<V1Namespace>("", "v1", "namespaces", "Namespace", Json.Default.V1Namespace);
var configMapType = new ResourceType<V1ConfigMap>("", "v1", "configmaps", "ConfigMap", Json.Default.V1ConfigMap);

using var stop = new CancellationTokenSource();
using var sigterm = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => { signal.Cancel = true; stop.Cancel(); });
using ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole());
using var transport = new ApiTransport(
    KubernetesClientConfiguration.BuildDefaultConfig(), new ApiTransportOptions { FieldManager = "team-operator" });
await using var manager = new ControllerManager(
    transport, new ControllerManagerOptions { ReportingController = "example.dev/team-operator" }, TimeProvider.System, loggers);

Informer<V1Namespace> namespaces = manager.Informer(namespaceType, labelSelector: "example.dev/team");
Informer<V1ConfigMap> configMaps = manager.Informer(configMapType, labelSelector: "example.dev/team");
manager.AddController("team", new TeamReconciler(namespaces.Store, configMaps.Store, transport.Resource(configMapType)))
    .For(namespaces)
    .Watches(configMaps, configMap => [new ObjectKey("", configMap.Metadata.NamespaceProperty)]);
await manager.RunAsync(stop.Token);

/// <summary>Gives every namespace with the label <c>example.dev/team</c> a ConfigMap <c>team</c> that says which team it is.</summary>
internal sealed class TeamReconciler(
    IObjectStore<V1Namespace> namespaces, IObjectStore<V1ConfigMap> configMaps, ResourceClient<V1ConfigMap> client) : IReconciler
{
    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var map = new ObjectKey(key.Name, "team");
        if (namespaces.Get(key) is { Metadata: { DeletionTimestamp: null, Labels: var labels } }
            && labels["example.dev/team"] is var team && !Names(configMaps.Get(map)?.Data, team))
        {
            JsonObject body = ApplyBody.For(client.Type, map, guard: null);
            body["metadata"]!["labels"] = new JsonObject { ["example.dev/team"] = team };
            body["data"] = new JsonObject { ["team"] = team };
            await client.ApplyAsync(map, body, new ApplyOptions { Force = true }, cancellationToken);
        }

        return ReconcileResult.Done;
    }

    private static bool Names(IDictionary<string, string>? data, string team) =>
        data?.TryGetValue("team", out string? named) == true && named == team;
}

[JsonSerializable(typeof(V1Namespace)), JsonSerializable(typeof(V1ConfigMap))]
internal sealed partial class Json : JsonSerializerContext;
