using Keyframe.Api.Deployments;
using Keyframe.Api.Json;
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
    private readonly ApiTransport _transport;
    private readonly ControllerManager _manager;
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    public Workbench()
    {
        Api = new FakeApi(Clock);
        _transport = Api.Connect();
        _manager = new ControllerManager(
            _transport, new ControllerManagerOptions { ReportingController = "keyframe.dev/operator" }, Clock, NullLoggerFactory.Instance);
        Caches = new Caches(_manager);
        Statuses = new(_transport.Resource(ResourceTypes.Bindings), Caches.Bindings, KeyframeJsonContext.Default.GenAIDeploymentStatus, Writes);
        ConfigMaps = new(_transport.Resource(ResourceTypes.ConfigMaps), Caches.ConfigMaps, Writes);
        Templates = new(_transport.Resource(ResourceTypes.Workloads), Caches.Workloads, Writes);
        Executor = new(Statuses, new Announcer(_manager.Events, NullLogger<Announcer>.Instance))
        {
            ConfigMaps = ConfigMaps,
            Templates = Templates,
        };
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    public FakeApi Api { get; }

    public Caches Caches { get; }

    public ReadYourWrites Writes { get; } = new();

    public StatusWriter<GenAIDeployment, GenAIDeploymentStatus> Statuses { get; }

    public ConfigMapWriter ConfigMaps { get; }

    public TemplateWriter Templates { get; }

    public PlanExecutor<GenAIDeployment, GenAIDeploymentStatus> Executor { get; }

    /// <summary>Fills the caches with what the server has now.</summary>
    public async Task FillCachesAsync()
    {
        _run = _manager.RunAsync(_stop.Token);
        await Task.WhenAll(
            Caches.Prompts.Synced, Caches.Snapshots.Synced, Caches.Bindings.Synced, Caches.Workloads.Synced, Caches.ConfigMaps.Synced)
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
        _transport.Dispose();
        _stop.Dispose();
    }
}
