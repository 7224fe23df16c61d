using Keyframe.Api.Deployments;
using Keyframe.Api.Json;
using Keyframe.Api.PromptRegistries;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Rollouts;
using Keyframe.Operator.Deployments;
using Keyframe.Operator.Execution;
using Keyframe.Operator.Resources;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Controllers;
using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Operator.Tests.Fakes;

/// <summary>The operator's parts over a fake server, without its controllers: a test does what they would do, step by step.</summary>
internal sealed class Workbench : IAsyncDisposable
{
    private readonly ControllerManager _manager;
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    public Workbench()
    {
        Api = new FakeApi(Clock);
        Transport = Api.Connect();
        _manager = new ControllerManager(
            Transport,
            new ControllerManagerOptions
            {
                ReportingController = "keyframe.dev/operator",

                // A test leaps in time as soon as the caches are filled, which the manager may learn only after the leap.
                CacheSyncTimeout = Timeout.InfiniteTimeSpan,
            },
            Clock,
            NullLoggerFactory.Instance);
        Caches = new Caches(_manager);
        Statuses = new(Transport.Resource(ResourceTypes.Bindings), Caches.Bindings, KeyframeJsonContext.Default.GenAIDeploymentStatus, Writes);
        ConfigMaps = new(Transport.Resource(ResourceTypes.ConfigMaps), Caches.ConfigMaps, Writes);
        Templates = new(Transport, Caches.Workloads, Writes);
        var announcer = new Announcer(_manager.Events, NullLogger<Announcer>.Instance);
        Executor = new(Statuses, announcer)
        {
            ConfigMaps = ConfigMaps,
            Templates = Templates,
        };
        ResourceClient<PromptVersion> prompts = Transport.Resource(ResourceTypes.PromptVersions);
        Labels = new(prompts, Caches.Prompts, Writes);
        PromptExecutor = new(new(prompts, Caches.Prompts, KeyframeJsonContext.Default.PromptVersionStatus, Writes), announcer)
        {
            ConfigMaps = ConfigMaps,
            Labels = Labels,
        };
        ResourceClient<PromptRegistry> registries = Transport.Resource(ResourceTypes.Registries);
        RegistryExecutor = new(new(registries, Caches.Registries, KeyframeJsonContext.Default.PromptRegistryStatus, Writes), announcer)
        {
            PromptVersions = new PromptVersionWriter(prompts, Caches.Prompts, Writes),
        };
    }

    public ApiTransport Transport { get; }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    public FakeApi Api { get; }

    public Caches Caches { get; }

    public ReadYourWrites Writes { get; } = new();

    public StatusWriter<GenAIDeployment, GenAIDeploymentStatus> Statuses { get; }

    public ConfigMapWriter ConfigMaps { get; }

    public TemplateWriter Templates { get; }

    public PlanExecutor<GenAIDeployment, GenAIDeploymentStatus> Executor { get; }

    public PlanExecutor<PromptVersion, PromptVersionStatus> PromptExecutor { get; }

    public PlanExecutor<PromptRegistry, PromptRegistryStatus> RegistryExecutor { get; }

    public LabelWriter<PromptVersion> Labels { get; }

    /// <summary>An observer of bindings over the caches and the server.</summary>
    public DeploymentObserver DeploymentObserver() => new(
        Caches,
        new SnapshotDocuments(Caches, Transport.Resource(ResourceTypes.ConfigMapContents)),
        new WorkloadReader(Transport),
        new TemplateRemovals(),
        new RolloutThresholds(),
        Clock);

    /// <summary>Brings the caches up to what the server has now, which their watches never tell.</summary>
    public async Task RefreshAsync()
    {
        if (_run == Task.CompletedTask)
        {
            await FillCachesAsync();
        }
        else
        {
            // A watch that the test's own leap in time has ended is opened again after a backoff, which only the clock can end.
            Task relisted = _manager.RelistAsync();
            while (await Task.WhenAny(relisted, Task.Delay(TimeSpan.FromMilliseconds(500))) != relisted)
            {
                Clock.Advance(TimeSpan.FromSeconds(1));
            }

            await relisted;
        }
    }

    /// <summary>Fills the caches with what the server has now.</summary>
    public async Task FillCachesAsync()
    {
        _run = _manager.RunAsync(_stop.Token);
        await Task.WhenAll(
            Caches.Prompts.Synced, Caches.Snapshots.Synced, Caches.Bindings.Synced, Caches.ConfigMaps.Synced,
            Caches.Registries.Synced, Caches.Workloads.Deployments.Synced, Caches.Workloads.StatefulSets.Synced,
            Caches.Workloads.DaemonSets.Synced, Caches.Pods.Pods.Synced, Caches.Pods.ReplicaSets.Synced)
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until an event has been sent, which begins a moment after the caches have filled.</summary>
    public async Task SentEventAsync()
    {
        while (Api.Events.Count == 0)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Stops what runs, which sends the events that were recorded.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _manager.DisposeAsync();
        Transport.Dispose();
        _stop.Dispose();
    }
}
