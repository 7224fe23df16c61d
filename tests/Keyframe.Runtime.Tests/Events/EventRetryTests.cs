using System.Net;
using k8s.Models;
using Keyframe.Runtime.Controllers;
using Keyframe.Runtime.Events;
using Keyframe.Runtime.Tests.FakeApiServer;
using Microsoft.Extensions.Logging;

namespace Keyframe.Runtime.Tests.Events;

/// <summary>What is tried again, and what is not.</summary>
public sealed class EventRetryTests : IDisposable
{
    private static readonly V1ObjectReference Regarding = new() { Kind = "Widget", NamespaceProperty = "ns", Name = "a" };
    private readonly FakeServer _server = new("events");
    private readonly HastyClock _clock = new();
    private readonly CollectingLogger _logger = new();
    private readonly EventRecorder _recorder;
    private TimeSpan[] _waits = [];

    public EventRetryTests() => _recorder = new EventRecorder(
        _server.Transport(), new ControllerManagerOptions { ReportingController = "test.dev/operator" }, _clock, _logger);

    public void Dispose() => ((IDisposable)_recorder).Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task An_event_survives_a_failure_that_passes(int code)
    {
        Enumerable.Range(0, 4).ToList().ForEach(_ => Fail(code));
        Record("first");
        await TriedAsync(5);
        Assert.Single(_server.Requests.Select(r => r.Body!["metadata"]!["name"]!.GetValue<string>()).Distinct());
        Assert.Equal([0.5, 1, 2, 4], _waits.Select(w => w.TotalSeconds));
        Assert.Empty(_logger.Messages(1201));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    public async Task A_failure_that_stays_costs_one_event_and_one_line(int code)
    {
        Enumerable.Range(0, 10).ToList().ForEach(_ => Fail(code));
        Record("first");
        Record("second");
        Record("third");
        await TriedAsync(11);
        IEnumerable<IGrouping<string, FakeRequest>> byNote = _server.Requests.GroupBy(r => (string)r.Body!["note"]!);
        Assert.Equal([5, 5, 1], byNote.Select(tries => tries.Count()));
        Assert.Single(_logger.Entries, e => e is { Id: 1201, Level: LogLevel.Warning });
    }

    [Theory]
    [InlineData(400, "BadRequest")]
    [InlineData(403, "Forbidden")]   // of RBAC, and of a namespace that is being deleted
    [InlineData(404, "NotFound")]
    [InlineData(409, "AlreadyExists")]
    [InlineData(422, "Invalid")]
    public async Task A_refused_event_is_not_tried_again(int code, string reason)
    {
        for (int i = 0; i < 3; i++)
        {
            _server.Next(_ => true, _ => Answers.Status((HttpStatusCode)code, reason));
            Record($"refused {i}");
        }

        Record("taken");
        await TriedAsync(4);
        Assert.Empty(_waits);
        Assert.Single(_logger.Entries, e => e is { Id: 1201, Level: LogLevel.Warning });
    }

    [Fact]
    public async Task An_event_whose_answer_was_lost_is_recorded_once_and_goes_on_being_counted()
    {
        Fail(504);
        _server.Next(_ => true, _ => Answers.Status(HttpStatusCode.Conflict, "AlreadyExists"));
        Record("again");
        Record("again");
        await TriedAsync(3);
        Assert.Equal([HttpMethod.Post, HttpMethod.Post, HttpMethod.Patch], _server.Requests.Select(r => r.Method));
        Assert.Empty(_logger.Messages(1201));
    }

    [Fact]
    public async Task The_server_says_how_long_to_wait_within_reason()
    {
        Fail(429, retryAfter: 3);
        Fail(429, retryAfter: 300);
        Record("first");
        await TriedAsync(3);
        Assert.Equal([3, 10], _waits.Select(w => w.TotalSeconds));
    }

    /// <summary>The next request fails: with an answer, or without one for 0.</summary>
    private void Fail(int code, int? retryAfter = null) => _server.Next(_ => true, _ =>
    {
        if (code == 0)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "connection refused");
        }

        HttpResponseMessage answer = Answers.Status((HttpStatusCode)code, ((HttpStatusCode)code).ToString());
        if (retryAfter is { } seconds)
        {
            answer.Headers.TryAddWithoutValidation("Retry-After", $"{seconds}");
        }

        return answer;
    });

    /// <summary>Sends what was recorded, on a clock that lets nobody wait, until the server has seen as many requests.</summary>
    private async Task TriedAsync(int requests)
    {
        _recorder.Start();
        await Eventually.HoldsAsync(() => _server.Requests.Count == requests, $"{requests} requests");
        _waits = [.. _clock.Waits];
        await _recorder.FlushAsync().Soon();
        Assert.Equal(requests, _server.Requests.Count);
    }

    private void Record(string note) => _recorder.Record(Regarding, EventType.Warning, "Reason", "Action", note);
}
