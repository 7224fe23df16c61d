using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using k8s;
using Keyframe.Runtime.Telemetry;
using Keyframe.Runtime.Transport;

namespace Keyframe.Runtime.Tests.FakeApiServer;

/// <summary>
/// An API server for one kind, in memory and without sockets: objects with versions, paged lists, watches that stay open. A test
/// scripts faults over it: the next matching request gets the test's own answer instead.
/// </summary>
internal sealed class FakeServer(string plural = "widgets")
{
    /// <summary>Answers a request, or lets it wait until it is cancelled.</summary>
    public delegate Task<HttpResponseMessage> Answering(FakeRequest request, CancellationToken cancellationToken);

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private readonly List<(long Version, string Line)> _history = [];
    private readonly List<(Func<FakeRequest, bool> Match, Answering Answer)> _script = [];
    private readonly List<(long From, FakeBody Body)> _watches = [];
    private readonly Channel<FakeBody> _opened = Channel.CreateUnbounded<FakeBody>();
    private long _version = 100;
    private long _forgotten;

    public ConcurrentQueue<FakeRequest> Requests { get; } = [];

    /// <summary>Where its transports measure.</summary>
    public RuntimeMetrics? Metrics { get; init; }

    public int Lists => Requests.Count(r => r.IsList);

    public int Watches => Requests.Count(r => r.IsWatch);

    /// <summary>The next watch that the server opened, to write to, end or break.</summary>
    public async Task<FakeBody> NextWatchAsync() =>
        await _opened.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon();

    public ApiTransport Transport(TimeProvider? clock = null, params DelegatingHandler[] handlers) => new(
        new KubernetesClientConfiguration { Host = "http://fake.invalid" },
        new ApiTransportOptions { FieldManager = "tester", Clock = clock ?? TimeProvider.System, Metrics = Metrics },
        [.. handlers, new Handler(this)]);

    public ResourceClient<Widget> Client(TimeProvider? clock = null) => Transport(clock).Resource(Widget.Type);

    /// <summary>The next request that matches gets this answer.</summary>
    public void Next(Func<FakeRequest, bool> match, Func<FakeRequest, HttpResponseMessage> answer) =>
        Next(match, (request, _) => Task.FromResult(answer(request)));

    public void Next(Func<FakeRequest, bool> match, Answering answer)
    {
        lock (_gate)
        {
            _script.Add((match, answer));
        }
    }

    /// <summary>Stores an object and tells the watches, unless they are to miss it.</summary>
    public JsonObject Put(
        string name, string color = "red", bool silently = false, JsonNode? size = null, string @namespace = "ns")
    {
        lock (_gate)
        {
            string key = $"{@namespace}/{name}";
            string type = _objects.ContainsKey(key) ? "MODIFIED" : "ADDED";
            var item = new JsonObject
            {
                ["apiVersion"] = "test.dev/v1",
                ["kind"] = "Widget",
                ["metadata"] = new JsonObject
                {
                    ["name"] = name,
                    ["namespace"] = @namespace,
                    ["uid"] = $"uid-{name}",
                    ["resourceVersion"] = $"{++_version}",
                },
                ["spec"] = new JsonObject { ["color"] = color, ["size"] = size ?? 1 },
            };
            _objects[key] = item;
            Tell(type, item, silently);
            return item;
        }
    }

    public void Remove(string name, bool silently = false, string @namespace = "ns")
    {
        lock (_gate)
        {
            _objects.Remove($"{@namespace}/{name}", out JsonObject? item);
            item!["metadata"]!["resourceVersion"] = $"{++_version}";
            Tell("DELETED", item, silently);
        }
    }

    /// <summary>Forgets history: a watch from an older version is now refused.</summary>
    public void Compact()
    {
        lock (_gate)
        {
            _history.Clear();
            _forgotten = _version;
        }
    }

    /// <summary>Something of another kind changed, so that versions go on; returns the new one, to bookmark.</summary>
    public string Skip()
    {
        lock (_gate)
        {
            return $"{++_version}";
        }
    }

    /// <summary>What a correct cache shows.</summary>
    public IEnumerable<string> Content()
    {
        lock (_gate)
        {
            return [.. from item in _objects.Values
                       let metadata = item["metadata"]!
                       select $"{metadata["name"]}@{metadata["resourceVersion"]} {item["spec"]!["color"]}"];
        }
    }

    /// <summary>All objects as they are.</summary>
    public IReadOnlyList<JsonObject> Objects()
    {
        lock (_gate)
        {
            return [.. _objects.Values.Select(item => (JsonObject)item.DeepClone())];
        }
    }

    private void Tell(string type, JsonObject item, bool silently)
    {
        string line = Answers.Event(type, item);
        _history.Add((_version, line));
        if (!silently)
        {
            foreach ((long from, FakeBody watch) in _watches)
            {
                if (from < _version)   // one from the future is silent
                {
                    watch.Write(line);
                }
            }
        }
    }

    /// <summary>Answers a request as the server does, or as the script says.</summary>
    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        FakeRequest request = await FakeRequest.ReadAsync(message, cancellationToken);
        Requests.Enqueue(request);
        Answering? scripted = null;
        lock (_gate)
        {
            int index = _script.FindIndex(s => s.Match(request));
            if (index >= 0)
            {
                scripted = _script[index].Answer;
                _script.RemoveAt(index);
            }
        }

        return scripted is not null ? await scripted(request, cancellationToken) : Answer(request);
    }

    private HttpResponseMessage Answer(FakeRequest request)
    {
        lock (_gate)
        {
            if (!request.Path.Contains(plural, StringComparison.Ordinal))
            {
                return Answers.Text(HttpStatusCode.NotFound, "404 page not found\n", "text/plain");
            }

            if (request.IsWatch)
            {
                return Watch(request);
            }

            if (request.IsSingle)
            {
                return _objects.TryGetValue($"{request.Namespace}/{request.Name}", out JsonObject? item)
                    ? Answers.Ok(item)
                    : Answers.Status(HttpStatusCode.NotFound, "NotFound", $"{plural} \"{request.Name}\" not found");
            }

            return request.Method == HttpMethod.Get ? List(request) : Write(request);
        }
    }

    private HttpResponseMessage List(FakeRequest request)
    {
        int from = request.Query.TryGetValue("continue", out string? token) ? int.Parse(token.Split('@')[0], null) : 0;
        string version = token?.Split('@')[1] ?? $"{_version}";
        if (token is not null && long.Parse(version, null) < _forgotten)
        {
            return Answers.Expired();
        }

        int limit = request.Query.TryGetValue("limit", out string? text) ? int.Parse(text, null) : int.MaxValue;
        var metadata = new JsonObject { ["resourceVersion"] = version };
        if (_objects.Count - from > limit)
        {
            metadata["continue"] = $"{from + limit}@{version}";
        }

        var items = new JsonArray([.. _objects.Values.Skip(from).Take(limit).Select(o => o.DeepClone())]);
        return Answers.Ok(new JsonObject { ["kind"] = "WidgetList", ["metadata"] = metadata, ["items"] = items });
    }

    private HttpResponseMessage Watch(FakeRequest request)
    {
        long from = long.Parse(request.Query["resourceVersion"], null);
        var body = new FakeBody();
        if (from < _forgotten)
        {
            return Answers.Stream(body.Write(Answers.ErrorEvent(HttpStatusCode.Gone, "Expired")).End());
        }

        foreach ((long version, string line) in _history.Where(h => h.Version > from))
        {
            body.Write(line);
        }

        _watches.Add((from, body));
        _opened.Writer.TryWrite(body);
        return Answers.Stream(body);
    }

    private HttpResponseMessage Write(FakeRequest request)
    {
        var item = (JsonObject)(request.Body ?? []).DeepClone();
        item["metadata"] ??= new JsonObject();
        item["metadata"]!["name"] ??= request.Name;
        item["metadata"]!["resourceVersion"] = $"{++_version}";
        return Answers.Ok(item);
    }

    /// <summary>The last handler of a transport: nothing goes beyond it.</summary>
    private sealed class Handler(FakeServer server) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            server.AnswerAsync(request, cancellationToken);
    }
}
