using System.Text.Json;
using System.Text.Json.Nodes;
using Keyframe.Api.Json;
using Keyframe.Api.PromptRegistries;
using Keyframe.Api.PromptVersions;
using Keyframe.Operator.PromptRegistries;
using Keyframe.Operator.PromptVersions;
using Keyframe.Operator.Resources;
using Keyframe.Registries;
using Keyframe.Runtime;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Operator.Tests.Fakes;

/// <summary>The parts that deal with registries, over a fake API server and a fake registry.</summary>
internal sealed class RegistryBench : IAsyncDisposable
{
    private readonly Workbench _bench = new();
    private readonly RegistryMetrics _metrics;

    public RegistryBench()
    {
        _metrics = new RegistryMetrics(Meters);
        Make = () => Registry;
        Bundles = new CaBundles(Caches, _bench.Transport.Resource(ResourceTypes.ConfigMapContents));
        Connections = new RegistryConnections(
            new RegistrySecrets(_bench.Transport.Resource(ResourceTypes.Secrets)),
            Bundles,
            (_, access) =>
            {
                Accesses.Add(access);
                return Make();
            },
            Clock);
        Surveyor = new RegistrySurveyor(Caches, Connections, Findings, _metrics, Clock);
        Sources = new RegistrySources(Caches, Connections, () => 0);
        ConfigMaps = new ConfigMapSources(Caches, _bench.Transport.Resource(ResourceTypes.ConfigMapContents));
        var pins = new PromptPins(Caches, _bench.Transport.Resource(ResourceTypes.ConfigMapContents));
        Observer = new PromptVersionObserver(Caches, pins, ConfigMaps, Sources, Findings, Clock);
        Registries = new PromptRegistryReconciler(Caches, Surveyor, Bundles, new RegistrySchedule(Clock, () => 0.5), _bench.RegistryExecutor);
        Prompts = new PromptVersionReconciler(Caches, Observer, _bench.PromptExecutor);
    }

    public FakeApi Api => _bench.Api;

    public Caches Caches => _bench.Caches;

    public FakeTimeProvider Clock => _bench.Clock;

    /// <summary>What registries are measured by.</summary>
    public FakeMeters Meters { get; } = new();

    /// <summary>The registry that every client reaches, unless <see cref="Make"/> makes others.</summary>
    public FakeRegistry Registry { get; } = new();

    /// <summary>Makes clients.</summary>
    public Func<FakeRegistry> Make { get; set; }

    /// <summary>What clients were made with so far.</summary>
    public List<RegistryAccess> Accesses { get; } = [];

    public CaBundles Bundles { get; }

    public RegistryConnections Connections { get; }

    public SourceFindings Findings { get; } = new();

    public RegistrySurveyor Surveyor { get; }

    public RegistrySources Sources { get; }

    public ConfigMapSources ConfigMaps { get; }

    public PromptVersionObserver Observer { get; }

    public PromptRegistryReconciler Registries { get; }

    public PromptVersionReconciler Prompts { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Stores a registry; the caches show it after <see cref="RefreshAsync"/>.</summary>
    public PromptRegistry Put(PromptRegistry registry) => Api
        .Put("promptregistries", Some.Namespace, registry.Metadata.Name, JsonSerializer.Serialize(registry, KeyframeJsonContext.Default.PromptRegistry))
        .Deserialize(KeyframeJsonContext.Default.PromptRegistry)!;

    /// <summary>Stores a PromptVersion, with the pin that it has on record.</summary>
    public PromptVersion Put(PromptVersion prompt, string text = Some.Text)
    {
        if (prompt.Status is { Digest: { } digest, ContentRef.Name: { } pin })
        {
            Assert.Equal(Core.Canonical.Digest.Of(System.Text.Encoding.UTF8.GetBytes(PinOf(text))).Value, digest);
            Api.Put("configmaps", Some.Namespace, pin, new JsonObject
            {
                ["immutable"] = true,
                ["metadata"] = new JsonObject
                {
                    ["ownerReferences"] = new JsonArray(new JsonObject
                    {
                        ["apiVersion"] = prompt.ApiVersion,
                        ["kind"] = prompt.Kind,
                        ["name"] = prompt.Metadata.Name,
                        ["uid"] = prompt.Metadata.Uid,
                    }),
                },
                ["data"] = new JsonObject { ["prompt.json"] = PinOf(text) },
            }.ToJsonString());
        }

        return Api
            .Put("promptversions", Some.Namespace, prompt.Metadata.Name, JsonSerializer.Serialize(prompt, KeyframeJsonContext.Default.PromptVersion))
            .Deserialize(KeyframeJsonContext.Default.PromptVersion)!;
    }

    public void PutSecret(string? allowedHost = "mlflow.example.com:5000", params (string Key, string Value)[] data)
    {
        var annotations = new JsonObject();
        if (allowedHost is not null)
        {
            annotations["keyframe.dev/allowed-host"] = allowedHost;
        }

        Api.Put("secrets", Some.Namespace, "credentials", new JsonObject
        {
            ["metadata"] = new JsonObject { ["annotations"] = annotations },
            ["data"] = new JsonObject(data.Select(entry => KeyValuePair.Create<string, JsonNode?>(
                entry.Key, Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(entry.Value))))),
        }.ToJsonString());
    }

    public Task RefreshAsync() => _bench.RefreshAsync();

    /// <summary>Stops what runs, which sends the events that were recorded.</summary>
    public Task StopAsync() => _bench.StopAsync();

    /// <summary>Reconciles a PromptRegistry as its controller would, and shows the caches what came of it.</summary>
    public async Task<TimeSpan?> ReconcileAsync(PromptRegistry registry)
    {
        TimeSpan? after = (await Registries.ReconcileAsync(ObjectKey.Of(registry), Token)).RequeueAfter;
        await RefreshAsync();
        return after;
    }

    /// <summary>Reconciles a PromptVersion as its controller would, and shows the caches what came of it.</summary>
    public async Task<TimeSpan?> ReconcileAsync(PromptVersion prompt)
    {
        TimeSpan? after = (await Prompts.ReconcileAsync(ObjectKey.Of(prompt), Token)).RequeueAfter;
        await RefreshAsync();
        return after;
    }

    /// <summary>An object as the caches show it.</summary>
    public PromptVersion? Now(PromptVersion prompt) => Caches.Prompts.Store.Get(ObjectKey.Of(prompt));

    /// <summary>An object as the caches show it.</summary>
    public PromptRegistry? Now(PromptRegistry registry) => Caches.Registries.Store.Get(ObjectKey.Of(registry));

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        Connections.Dispose();
        _metrics.Dispose();
        Meters.Dispose();
    }

    private static string PinOf(string text) => $$"""{"template":{{JsonSerializer.Serialize(text)}},"type":"text"}""";
}
