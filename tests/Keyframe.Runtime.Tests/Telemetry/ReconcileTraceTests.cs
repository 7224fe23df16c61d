using System.Diagnostics;
using System.Text.Json.Nodes;
using k8s;
using Keyframe.Runtime.Controllers;
using Keyframe.Runtime.Queueing;
using Keyframe.Runtime.Tests.Controllers;
using Keyframe.Runtime.Transport;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Runtime.Tests.Telemetry;

/// <summary>A reconcile in traces and in the log.</summary>
public sealed class ReconcileTraceTests : IDisposable
{
    private static readonly ObjectKey Key = new("ns", "a");
    private readonly string _name = $"traced-{Guid.NewGuid():N}";   // activities are the process's, and tests run at once
    private readonly FakeTimeProvider _clock = new();
    private readonly CollectingLogger _logger = new();
    private readonly ItemBackoff<ObjectKey> _backoff = new();
    private readonly WorkQueue<ObjectKey> _queue;
    private readonly RecordedActivities _traces;

    public ReconcileTraceTests()
    {
        _queue = new WorkQueue<ObjectKey>(_clock, _backoff);
        _traces = new RecordedActivities(_name);
    }

    public static TheoryData<string, string?, ActivityStatusCode, string?> Outcomes => new()
    {
        { "done", "success", ActivityStatusCode.Unset, null },
        { "later", "requeue_after", ActivityStatusCode.Unset, null },
        { "defect", "error", ActivityStatusCode.Error, "System.InvalidOperationException" },
        { "terminal", "error", ActivityStatusCode.Error, "Keyframe.Runtime.Controllers.TerminalException" },
        { "out of time", "error", ActivityStatusCode.Error, "timeout" },
        { "shutdown", null, ActivityStatusCode.Unset, null },
    };

    public void Dispose()
    {
        _queue.Dispose();
        _traces.Dispose();
    }

    [Fact]
    public async Task A_reconcile_says_what_it_was_about_and_how_long_its_key_had_waited()
    {
        _queue.Add(Key);
        _clock.Advance(TimeSpan.FromSeconds(1.5));
        await RunAsync(_ => ReconcileResult.Done, count: 1);
        Activity activity = Assert.Single(_traces.Reconciles);
        Dictionary<string, object?> tags = activity.TagObjects.ToDictionary();
        Assert.True(Guid.TryParse((string?)tags["reconcile.id"], out _));
        tags.Remove("reconcile.id");
        Assert.Equal(
            new Dictionary<string, object?>
            {
                ["controller"] = _name,
                ["k8s.namespace.name"] = "ns",
                ["k8s.object.name"] = "a",
                ["reconcile.queue_seconds"] = 1.5,
                ["reconcile.result"] = "success",
            },
            tags);
    }

    [Fact]
    public async Task An_object_without_a_namespace_has_no_such_tag()
    {
        _queue.Add(new ObjectKey("", "a"));
        await RunAsync(_ => ReconcileResult.Done, count: 1);
        Assert.DoesNotContain(Assert.Single(_traces.Reconciles).TagObjects, tag => tag.Key == "k8s.namespace.name");
    }

    [Theory]
    [MemberData(nameof(Outcomes))]
    public async Task An_outcome_is_told_by_result_and_type_and_never_by_a_message(
        string outcome, string? result, ActivityStatusCode status, string? type)
    {
        using var abandon = new CancellationTokenSource();
        _queue.Add(Key);
        using WorkItem<ObjectKey> item = (await _queue.TakeAsync(TestContext.Current.CancellationToken))!;
        await Controller((_, token) => ActAsync(outcome, abandon, token), TimeSpan.FromSeconds(9)).ProcessAsync(item, abandon.Token);
        Activity activity = Assert.Single(_traces.Reconciles);
        Assert.Equal((result, status, type, type), (
            activity.GetTagItem("reconcile.result"), activity.Status, activity.GetTagItem("error.type"), activity.StatusDescription));
        Assert.Empty(activity.Events);
        Assert.DoesNotContain(activity.TagObjects, tag => $"{tag.Value}".Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_reconcile_is_a_trace_of_its_own_whatever_started_the_controller()
    {
        using var start = new Activity("start");
        start.Start();
        _queue.Add(Key);
        _queue.Add(new("ns", "b"));
        await RunAsync(_ => ReconcileResult.Done, count: 2);
        Assert.Equal(2, _traces.Reconciles.Select(a => a.TraceId).Distinct().Count());
        Assert.All(_traces.Reconciles, a => Assert.Equal(default, a.ParentSpanId));
        Assert.Same(start, Activity.Current);
    }

    [Fact]
    public async Task A_key_that_is_held_back_has_no_trace()
    {
        var writes = new Keyframe.Runtime.Caching.ReadYourWrites();
        var store = new Keyframe.Runtime.Caching.ObjectStore<Widget>();
        store.Replace([], [], new("10"), true);
        writes.Wrote(Key, store, new("11"));
        _queue.Add(Key);
        using WorkItem<ObjectKey> item = (await _queue.TakeAsync(TestContext.Current.CancellationToken))!;
        var settings = new ControllerSettings(1, _backoff, writes);
        await new Controller(_name, new FakeReconciler(), _queue, settings, _clock, _logger)
            .ProcessAsync(item, TestContext.Current.CancellationToken);
        Assert.Empty(_traces.Reconciles);
    }

    [Fact]
    public async Task Every_line_of_a_reconcile_carries_what_to_filter_by_and_the_id_of_the_trace()
    {
        _queue.Add(Key);
        Guid? seen = null;
        await RunAsync(
            _ =>
            {
                IReadOnlyDictionary<string, object?> fields = _logger.ScopeFields;
                Assert.Equal((_name, "ns", "a"), (fields["Controller"], fields["Namespace"], fields["Name"]));
                seen = (Guid?)fields["ReconcileID"];
                return ReconcileResult.Done;
            },
            count: 1);
        Assert.Equal(seen?.ToString(), Assert.Single(_traces.Reconciles).GetTagItem("reconcile.id"));
        Assert.Empty(_logger.ScopeFields);
    }

    [Fact]
    public async Task A_request_of_a_reconcile_is_a_part_of_its_trace()
    {
        using var server = new SocketServer();
        using var transport = new ApiTransport(
            new KubernetesClientConfiguration { Host = server.Address }, new ApiTransportOptions { FieldManager = "tester" });
        ResourceClient<Widget> client = transport.Resource(Widget.Type);
        _queue.Add(Key);
        await RunAsync(
            async (key, token) =>
            {
                await client.MergePatchAsync(key, new JsonObject(), token);
                return ReconcileResult.Done;
            },
            count: 1);
        Activity reconcile = Assert.Single(_traces.Reconciles);
        Activity request = Assert.Single(_traces.Ended, a => a.ParentSpanId == reconcile.SpanId);
        Assert.Equal(("System.Net.Http", "PATCH"), (request.Source.Name, request.GetTagItem("http.request.method")));
        string[] head = await server.Head.Soon();
        Assert.StartsWith("PATCH /apis/test.dev/v1/namespaces/ns/widgets/a", head[0], StringComparison.Ordinal);
        Assert.Contains($"traceparent: 00-{reconcile.TraceId}-{request.SpanId}-01", head);
    }

    private async Task<ReconcileResult> ActAsync(
        string outcome, CancellationTokenSource abandon, CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case "done":
                return ReconcileResult.Done;
            case "later":
                return ReconcileResult.After(TimeSpan.FromSeconds(1));
            case "terminal":
                throw new TerminalException("a secret");
            case "out of time":
                _clock.Advance(TimeSpan.FromSeconds(9));
                cancellationToken.ThrowIfCancellationRequested();
                break;
            case "shutdown":
                await abandon.CancelAsync();
                cancellationToken.ThrowIfCancellationRequested();
                break;
        }

        throw new InvalidOperationException("a secret");
    }

    private Controller Controller(Func<ObjectKey, CancellationToken, Task<ReconcileResult>> act, TimeSpan? timeout = null) => new(
        _name, new FakeReconciler(act), _queue, new ControllerSettings(1, _backoff, null) { Timeout = timeout }, _clock, _logger);

    private Task RunAsync(Func<ObjectKey, ReconcileResult> act, int count) =>
        RunAsync((key, _) => Task.FromResult(act(key)), count);

    /// <summary>Runs the controller until so many reconciles have ended, and it has stopped.</summary>
    private async Task RunAsync(Func<ObjectKey, CancellationToken, Task<ReconcileResult>> act, int count)
    {
        using var stop = new CancellationTokenSource();
        Task run = Controller(act).RunAsync(TimeSpan.FromSeconds(30), stop.Token, CancellationToken.None);
        await Eventually.HoldsAsync(() => _traces.Reconciles.Count() == count, "the reconciles having ended");
        await stop.CancelAsync();
        await run.Soon();
    }
}
