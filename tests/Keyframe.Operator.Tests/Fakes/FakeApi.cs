using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using k8s;
using Keyframe.Api.Naming;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.Tests.Fakes;

/// <summary>
/// An API server in memory, without sockets: objects with versions and preconditions, lists, watches that stay silent. It keeps
/// every write and every single read in order, and refuses the ones a test names.
/// </summary>
internal sealed class FakeApi(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Plural, string? Namespace, string? Name), JsonObject> _objects = [];
    private readonly Dictionary<string, (HttpStatusCode Code, JsonObject Status)> _refusals = [];
    private readonly List<FakeRequest> _writes = [];
    private readonly List<FakeRequest> _reads = [];
    private long _version = 100;

    /// <summary>The writes so far, events left out: they are sent on their own time.</summary>
    public IReadOnlyList<FakeRequest> Writes => Kept(request => request.Plural != "events");

    /// <summary>The events created so far.</summary>
    public IReadOnlyList<FakeRequest> Events => Kept(request => request.Plural == "events");

    /// <summary>The reads of single objects so far, as <c>GET secrets/models</c>.</summary>
    public IReadOnlyList<string> Reads
    {
        get
        {
            lock (_gate)
            {
                return [.. _reads.Select(read => read.Step)];
            }
        }
    }

    public IEnumerable<string> Steps => Writes.Select(write => write.Step);

    public ApiTransport Connect() => new(
        new KubernetesClientConfiguration { Host = "http://fake.invalid" },
        new ApiTransportOptions { FieldManager = FieldManagers.Operator, Clock = clock },
        new Handler(this));

    /// <summary>Stores an object; its name, namespace, uid and version come from here.</summary>
    public JsonObject Put(string plural, string @namespace, string name, string json = "{}")
    {
        lock (_gate)
        {
            JsonObject item = JsonNode.Parse(json)!.AsObject();
            item["metadata"] ??= new JsonObject();
            item["metadata"]!["name"] = name;
            item["metadata"]!["namespace"] = @namespace;
            item["metadata"]!["uid"] ??= $"uid-{name}";
            item["metadata"]!["resourceVersion"] = $"{++_version}";
            _objects[(plural, @namespace, name)] = item;
            return item.DeepClone().AsObject();
        }
    }

    /// <summary>Deletes an object.</summary>
    public void Remove(string plural, string @namespace, string name)
    {
        lock (_gate)
        {
            _version++;
            _objects.Remove((plural, @namespace, name));
        }
    }

    /// <summary>Answers a step with a failure from now on; force gets past one with causes, which are field conflicts.</summary>
    public void Refuse(string step, HttpStatusCode code, string reason, string message, params (string Message, string Field)[] causes)
    {
        var details = new JsonObject
        {
            ["causes"] = new JsonArray([.. causes.Select(cause => new JsonObject
            {
                ["reason"] = "FieldManagerConflict",
                ["message"] = cause.Message,
                ["field"] = cause.Field,
            })]),
        };
        _refusals[step] = (code, new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["status"] = "Failure",
            ["reason"] = reason,
            ["message"] = message,
            ["code"] = (int)code,
            ["details"] = details,
        });
    }

    private FakeRequest[] Kept(Func<FakeRequest, bool> which)
    {
        lock (_gate)
        {
            return [.. _writes.Where(which)];
        }
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        FakeRequest request = await FakeRequest.ReadAsync(message, cancellationToken);
        if (request.IsWatch)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        lock (_gate)
        {
            if (request.Method != HttpMethod.Get)
            {
                _writes.Add(request);
            }
            else if (request.Name is not null)
            {
                _reads.Add(request);
            }

            return _refusals.TryGetValue(request.Step, out var refusal) && !(request.IsForced && HasCauses(refusal.Status))
                ? Answer(refusal.Code, refusal.Status)
                : Answer(request);
        }
    }

    private HttpResponseMessage Answer(FakeRequest request)
    {
        (string Plural, string? Namespace, string? Name) key = (request.Plural, request.Namespace, request.Name);
        JsonObject? stored = _objects.GetValueOrDefault(key);
        return request.Method.Method switch
        {
            "GET" when key.Name is null => Answer(HttpStatusCode.OK, List(key.Plural)),
            "POST" => Answer(HttpStatusCode.Created, Store(key with { Name = (string?)request.Body["metadata"]!["name"] }, request.Body)),
            _ when stored is null => Answer(HttpStatusCode.NotFound, Failure(HttpStatusCode.NotFound, "NotFound")),
            "PATCH" when request.Version is { } version && version != (string?)stored["metadata"]!["resourceVersion"] =>
                Answer(HttpStatusCode.Conflict, Failure(HttpStatusCode.Conflict, "Conflict")),
            "PATCH" => Answer(HttpStatusCode.OK, Store(key, Merge(stored, request.Body))),
            _ => Answer(HttpStatusCode.OK, stored),
        };
    }

    private JsonObject List(string plural) => new()
    {
        ["metadata"] = new JsonObject { ["resourceVersion"] = $"{_version}" },
        ["items"] = new JsonArray([.. _objects.Where(item => item.Key.Plural == plural).Select(item => item.Value.DeepClone())]),
    };

    private JsonObject Store((string Plural, string? Namespace, string? Name) key, JsonObject item)
    {
        JsonObject stored = item.DeepClone().AsObject();
        stored["metadata"]!["uid"] ??= $"uid-{key.Name}";
        stored["metadata"]!["resourceVersion"] = $"{++_version}";
        return _objects[key] = stored;
    }

    /// <summary>RFC 7386; close enough to an apply for bodies that name everything they set.</summary>
    private static JsonObject Merge(JsonObject target, JsonObject patch)
    {
        JsonObject merged = target.DeepClone().AsObject();
        foreach ((string name, JsonNode? value) in patch)
        {
            if (value is null)
            {
                merged.Remove(name);
            }
            else
            {
                merged[name] = value is JsonObject inner ? Merge(merged[name] as JsonObject ?? [], inner) : value.DeepClone();
            }
        }

        return merged;
    }

    private static bool HasCauses(JsonObject status) => status["details"]!["causes"]!.AsArray().Count > 0;

    private static JsonObject Failure(HttpStatusCode code, string reason) =>
        new() { ["kind"] = "Status", ["status"] = "Failure", ["reason"] = reason, ["code"] = (int)code };

    private static HttpResponseMessage Answer(HttpStatusCode code, JsonObject body) =>
        new(code) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };

    /// <summary>The last handler of a transport: nothing goes beyond it.</summary>
    private sealed class Handler(FakeApi api) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            api.AnswerAsync(request, cancellationToken);
    }
}
