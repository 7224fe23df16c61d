using System.Net;
using System.Text.Json.Nodes;
using k8s.Models;
using Keyframe.Runtime.Controllers;
using Keyframe.Runtime.Events;
using Keyframe.Runtime.Tests.FakeApiServer;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Runtime.Tests.Events;

public sealed class EventRecorderTests : IDisposable
{
    private static readonly V1ObjectReference Regarding = new()
    {
        ApiVersion = "test.dev/v1",
        Kind = "Widget",
        NamespaceProperty = "ns",
        Name = "a",
        Uid = "u",
        ResourceVersion = "7",
    };

    private readonly FakeServer _server = new("events");
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));
    private readonly CollectingLogger _logger = new();
    private readonly EventRecorder _recorder;

    public EventRecorderTests() => _recorder = new EventRecorder(
        _server.Transport(),
        new ControllerManagerOptions { ReportingController = "test.dev/operator", ReportingInstance = "pod-1" },
        _clock,
        _logger);

    public void Dispose() => ((IDisposable)_recorder).Dispose();

    [Fact]
    public async Task An_event_is_created_beside_its_object()
    {
        Record("Rolled out.");
        await SentAsync();
        FakeRequest request = _server.Requests.Single();
        Assert.Equal((HttpMethod.Post, "apis/events.k8s.io/v1/namespaces/ns/events"), (request.Method, request.Path));
        JsonNode expected = JsonNode.Parse("""
            {
              "apiVersion": "events.k8s.io/v1",
              "kind": "Event",
              "metadata": {"name": "a.8de49ab971e74e0", "namespace": "ns"},
              "eventTime": "2026-01-02T03:04:05.678000Z",
              "reportingController": "test.dev/operator",
              "reportingInstance": "pod-1",
              "regarding": {"apiVersion": "test.dev/v1", "kind": "Widget", "namespace": "ns", "name": "a", "uid": "u",
                "resourceVersion": "7"},
              "type": "Warning",
              "reason": "Reason",
              "action": "Action",
              "note": "Rolled out."
            }
            """)!;
        Assert.Equal(expected.ToJsonString(), request.Body!.ToJsonString());
    }

    [Fact]
    public async Task The_same_event_within_6_minutes_counts_up_a_series()
    {
        Record("again");
        _clock.Advance(TimeSpan.FromMinutes(6));
        Record("again");
        _clock.Advance(TimeSpan.FromMinutes(6));
        Record("again");
        await SentAsync();
        FakeRequest[] requests = [.. _server.Requests];
        Assert.Equal([HttpMethod.Post, HttpMethod.Patch, HttpMethod.Patch], requests.Select(r => r.Method));
        Assert.Equal($"apis/events.k8s.io/v1/namespaces/ns/events/{requests[0].Body!["metadata"]!["name"]}", requests[1].Path);
        Assert.Equal([2, 3], requests.Skip(1).Select(r => r.Body!["series"]!["count"]!.GetValue<int>()));
    }

    [Fact]
    public async Task The_same_event_later_is_a_new_one()
    {
        Record("again");
        _clock.Advance(TimeSpan.FromMinutes(6.01));
        Record("again");
        await SentAsync();
        Assert.Equal([HttpMethod.Post, HttpMethod.Post], _server.Requests.Select(r => r.Method));
    }

    [Theory]
    [InlineData("note")]
    [InlineData("reason")]
    [InlineData("action")]
    [InlineData("type")]
    [InlineData("object")]
    public async Task Events_that_differ_are_apart(string what)
    {
        Record("n");
        _recorder.Record(
            what == "object" ? new V1ObjectReference { Kind = "Widget", NamespaceProperty = "ns", Name = "b" } : Regarding,
            what == "type" ? EventType.Normal : EventType.Warning,
            what == "reason" ? "Other" : "Reason",
            what == "action" ? "Other" : "Action",
            what == "note" ? "other" : "n");
        await SentAsync();
        Assert.Equal([HttpMethod.Post, HttpMethod.Post], _server.Requests.Select(r => r.Method));
        Assert.Equal(2, _server.Requests.Select(r => r.Body!["metadata"]!["name"]!.GetValue<string>()).Distinct().Count());
    }

    [Fact]
    public async Task A_newer_version_of_the_object_continues_the_series()
    {
        Record("n");
        _recorder.Record(Regarding with { ResourceVersion = "8" }, EventType.Warning, "Reason", "Action", "n");
        await SentAsync();
        Assert.Equal([HttpMethod.Post, HttpMethod.Patch], _server.Requests.Select(r => r.Method));
    }

    [Fact]
    public async Task A_series_whose_event_is_gone_begins_anew()
    {
        _server.Next(r => r.Method == HttpMethod.Patch, _ => Answers.Status(HttpStatusCode.NotFound, "NotFound"));
        Record("again");
        Record("again");
        Record("again");
        await SentAsync();
        Assert.Equal(
            [HttpMethod.Post, HttpMethod.Patch, HttpMethod.Post, HttpMethod.Patch], _server.Requests.Select(r => r.Method));
    }

    [Fact]
    public async Task Events_about_cluster_scoped_objects_go_to_default()
    {
        _recorder.Record(new V1ObjectReference { Kind = "Node", Name = "n1" }, EventType.Normal, "R", "A", "n");
        await SentAsync();
        Assert.Contains("/namespaces/default/", _server.Requests.Single().Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_of_any_length_makes_an_event_name()
    {
        string longest = new string('a', 236) + ".b" + new string('c', 15);
        var about = new V1ObjectReference { Kind = "Widget", NamespaceProperty = "ns", Name = longest };
        _recorder.Record(about, EventType.Normal, "R", "A", "n");
        await SentAsync();
        string name = _server.Requests.Single().Body!["metadata"]!["name"]!.GetValue<string>();
        Assert.InRange(name.Length, 200, 253);
        Assert.DoesNotContain("..", name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_event_costs_only_itself()
    {
        _server.Next(_ => true, _ => Answers.Status(HttpStatusCode.Forbidden, "Forbidden"));
        Record("first");
        Record("second");
        await SentAsync();
        Assert.Equal(2, _server.Requests.Count);
        Assert.Single(_logger.Messages(1201));
    }

    [Fact]
    public async Task Too_many_events_are_dropped_and_said_so_once()
    {
        Enumerable.Range(0, 1200).ToList().ForEach(i => Record($"note {i}"));
        Assert.Equal(200, _recorder.Dropped);
        Assert.Single(_logger.Messages(1200));
        await SentAsync();
        Assert.Equal(1000, _server.Requests.Count);
        Assert.Single(_logger.Messages(1202));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_holds_up_the_end_for_5_seconds_only()
    {
        _server.Next(_ => true, async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return Answers.Expired();
        });
        Record("first");
        Record("second");
        _recorder.Start();
        await Eventually.HoldsAsync(() => _server.Requests.Count == 1);
        Task flush = _recorder.FlushAsync();
        Assert.False(flush.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(5));
        await flush.Soon();
        Assert.Single(_logger.Messages(1203));
    }

    [Fact]
    public async Task A_retry_holds_up_the_end_for_5_seconds_only()
    {
        _server.Next(_ => true, _ => Answers.Status(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable"));
        Record("first");
        _recorder.Start();
        await Eventually.HoldsAsync(() => _server.Requests.Count == 1);
        HttpResponseMessage busy = Answers.Status(HttpStatusCode.TooManyRequests, "TooManyRequests");
        busy.Headers.TryAddWithoutValidation("Retry-After", "300");
        _server.Next(_ => true, _ => busy);
        await Eventually.HoldsAsync(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(0.5));
            return _server.Requests.Count == 2;
        });
        Task flush = _recorder.FlushAsync();
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(flush.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await flush.Soon();
    }

    private void Record(string note) => _recorder.Record(Regarding, EventType.Warning, "Reason", "Action", note);

    private async Task SentAsync()
    {
        _recorder.Start();
        await _recorder.FlushAsync().Soon();
    }
}
