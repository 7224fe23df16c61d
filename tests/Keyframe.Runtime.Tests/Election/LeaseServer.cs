using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using k8s;
using Keyframe.Runtime.Tests.FakeApiServer;
using Keyframe.Runtime.Transport;

namespace Keyframe.Runtime.Tests.Election;

/// <summary>
/// An API server with one Lease: versions, preconditions, watches. A test acts as the other replicas, and scripts faults.
/// </summary>
internal sealed class LeaseServer
{
    private readonly Lock _gate = new();
    private readonly List<(Func<FakeRequest, bool> Match, FakeServer.Answering Answer)> _script = [];
    private readonly List<FakeBody> _watches = [];
    private readonly List<(long Version, string Line)> _history = [];
    private JsonObject? _lease;
    private long _version = 100;
    private int _born;

    public ConcurrentQueue<FakeRequest> Requests { get; } = [];

    /// <summary>The writes that reached the server, refused ones too.</summary>
    public IEnumerable<FakeRequest> Writes => Requests.Where(IsWrite);

    public int Watching
    {
        get
        {
            lock (_gate)
            {
                return _watches.Count(watch => !watch.Closed.IsCompleted);
            }
        }
    }

    /// <summary>The record; null where there is no lease, or no record in it.</summary>
    public JsonObject? Spec
    {
        get
        {
            lock (_gate)
            {
                return _lease?["spec"]?.DeepClone().AsObject();
            }
        }
    }

    public string? Holder => (string?)Spec?["holderIdentity"];

    public static bool IsWrite(FakeRequest request) => request.Method != HttpMethod.Get;

    public ApiTransport Transport(TimeProvider clock) => new(
        new KubernetesClientConfiguration { Host = "http://fake.invalid" },
        new ApiTransportOptions { FieldManager = "tester", Clock = clock },
        new Handler(this));

    /// <summary>The next request that matches gets this answer.</summary>
    public void Next(Func<FakeRequest, bool> match, FakeServer.Answering answer)
    {
        lock (_gate)
        {
            _script.Add((match, answer));
        }
    }

    public void Next(Func<FakeRequest, bool> match, Func<HttpResponseMessage> answer) =>
        Next(match, (_, _) => Task.FromResult(answer()));

    /// <summary>The server does what the next matching request asks, and the answer gets lost.</summary>
    public void LoseAnswer(Func<FakeRequest, bool> match) => Next(match, (request, _) =>
    {
        Answer(request).Dispose();
        throw new HttpRequestException("connection reset by peer");
    });

    /// <summary>Somebody else writes the lease; with a null record, a lease without one.</summary>
    public void Put(JsonObject? spec, string? label = null)
    {
        lock (_gate)
        {
            bool isNew = _lease is null;
            JsonObject lease = isNew ? Fresh() : _lease!;
            lease["spec"] = spec?.DeepClone();
            if (label is not null)
            {
                lease["metadata"]!["labels"] = new JsonObject { ["touched"] = label };
            }

            Store(lease, isNew);
        }
    }

    /// <summary>Another replica takes or renews the lease.</summary>
    public void HoldBy(string holder, int? seconds = 15, string time = "2026-01-01T00:00:00.000000Z") => Put(new JsonObject
    {
        ["holderIdentity"] = holder,
        ["leaseDurationSeconds"] = seconds,
        ["acquireTime"] = "2026-01-01T00:00:00.000000Z",
        ["renewTime"] = time,
        ["leaseTransitions"] = 4,
    });

    /// <summary>Somebody deletes the lease.</summary>
    public void Remove()
    {
        lock (_gate)
        {
            JsonObject lease = _lease!;
            lease["metadata"]!["resourceVersion"] = $"{++_version}";
            _lease = null;
            Tell("DELETED", lease);
        }
    }

    /// <summary>Breaks the watches that are open.</summary>
    public void BreakWatches()
    {
        lock (_gate)
        {
            _watches.ForEach(watch => watch.Break());
            _watches.Clear();
        }
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FakeRequest request = await FakeRequest.ReadAsync(message, cancellationToken);
        FakeServer.Answering? scripted = null;
        lock (_gate)
        {
            int index = _script.FindIndex(s => s.Match(request));
            if (index >= 0)
            {
                scripted = _script[index].Answer;
                _script.RemoveAt(index);
            }
        }

        Requests.Enqueue(request);
        return scripted is not null ? await scripted(request, cancellationToken) : Answer(request);
    }

    private HttpResponseMessage Answer(FakeRequest request)
    {
        lock (_gate)
        {
            return (request.Method.Method, request) switch
            {
                ("GET", { IsWatch: true }) => Watch(request),
                ("GET", { IsSingle: true }) => _lease is null ? NotFound() : Answers.Ok(_lease),
                ("GET", _) => List(),
                ("POST", _) => Create(request.Body!),
                _ => Patch(request.Body!),
            };
        }
    }

    private HttpResponseMessage List() => Answers.Ok(new JsonObject
    {
        ["metadata"] = new JsonObject { ["resourceVersion"] = $"{_version}" },
        ["items"] = _lease is null ? [] : new JsonArray(_lease.DeepClone()),
    });

    private HttpResponseMessage Watch(FakeRequest request)
    {
        long from = long.Parse(request.Query["resourceVersion"], CultureInfo.InvariantCulture);
        var body = new FakeBody();
        foreach ((long version, string line) in _history.Where(change => change.Version > from))
        {
            body.Write(line);
        }

        _watches.Add(body);
        return Answers.Stream(body);
    }

    private HttpResponseMessage Create(JsonObject body)
    {
        if (_lease is not null)
        {
            return Answers.Status(HttpStatusCode.Conflict, "AlreadyExists", "the lease is there already");
        }

        JsonObject lease = Fresh();
        lease["spec"] = body["spec"]!.DeepClone();
        return Answers.Ok(Store(lease, isNew: true));
    }

    private HttpResponseMessage Patch(JsonObject body)
    {
        if (_lease is null)
        {
            return NotFound();
        }

        JsonNode metadata = _lease["metadata"]!;
        if ((string?)body["metadata"]!["uid"] != (string?)metadata["uid"])
        {
            return Answers.Status(HttpStatusCode.UnprocessableEntity, "Invalid", "metadata.uid: field is immutable");
        }

        if ((string?)body["metadata"]!["resourceVersion"] != (string?)metadata["resourceVersion"])
        {
            return Answers.Status(HttpStatusCode.Conflict, "Conflict", "the object has been modified");
        }

        JsonObject spec = _lease["spec"]?.AsObject() ?? [];
        foreach ((string name, JsonNode? value) in body["spec"]!.AsObject())
        {
            spec[name] = value?.DeepClone();
        }

        _lease["spec"] ??= spec;
        return Answers.Ok(Store(_lease, isNew: false));
    }

    private JsonObject Fresh() => new()
    {
        ["apiVersion"] = "coordination.k8s.io/v1",
        ["kind"] = "Lease",
        ["metadata"] = new JsonObject { ["name"] = "operator", ["namespace"] = "system", ["uid"] = $"uid-{++_born}" },
    };

    private JsonObject Store(JsonObject lease, bool isNew)
    {
        lease["metadata"]!["resourceVersion"] = $"{++_version}";
        _lease = lease;
        Tell(isNew ? "ADDED" : "MODIFIED", lease);
        return lease;
    }

    private void Tell(string type, JsonObject lease)
    {
        string line = Answers.Event(type, lease);
        _history.Add((_version, line));
        _watches.ForEach(watch => watch.Write(line));
    }

    private static HttpResponseMessage NotFound() => Answers.Status(HttpStatusCode.NotFound, "NotFound", "no such lease");

    /// <summary>The last handler of a transport: nothing goes beyond it.</summary>
    private sealed class Handler(LeaseServer server) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            server.AnswerAsync(request, cancellationToken);
    }
}
