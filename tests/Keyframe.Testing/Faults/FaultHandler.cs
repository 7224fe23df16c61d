using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;

namespace Keyframe.Testing.Faults;

/// <summary>
/// Records the writes of one client of the API, and makes chosen ones fail. Put it among the client's handlers. A write is a
/// POST,
/// PUT, PATCH or DELETE that changes something: neither dry runs nor access reviews; Leases and Events do not count either, so
/// that the numbers do not depend on time.
/// </summary>
/// <param name="faults">What goes wrong, at most one for each write.</param>
public sealed class FaultHandler(params IReadOnlyList<Fault> faults) : DelegatingHandler
{
    private readonly Lock gate = new();
    private readonly List<Write> trace = [];
    private int writes;
    private volatile bool gone;

    /// <summary>Called once when the process is to end, before the write fails; stop the operator here. Must not throw.</summary>
    public Action? Crashed { get; init; }

    /// <summary>
    /// Whether the process has ended: every request fails from then on. Watches that are open already stay open.
    /// </summary>
    public bool IsGone => gone;

    /// <summary>The writes so far, by number.</summary>
    public IReadOnlyList<Write> Trace
    {
        get
        {
            lock (gate)
            {
                return [.. trace.OrderBy(write => write.Number)];
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ThrowIfGone();
        if (!IsWrite(request))
        {
            return Alive(await base.SendAsync(request, cancellationToken));
        }

        int number = Interlocked.Increment(ref writes);
        Fault? fault = faults.FirstOrDefault(candidate => candidate.Write == number);
        using Recording recording = new(this, number, request);
        HttpResponseMessage? response = null;
        if (fault is not { ReachesServer: false })
        {
            response = Alive(await base.SendAsync(request, cancellationToken));
            recording.Status = response.StatusCode;
        }

        return fault is null ? response! : Fail(fault, request, response);
    }

    private HttpResponseMessage Fail(Fault fault, HttpRequestMessage request, HttpResponseMessage? response)
    {
        response?.Dispose();
        if (fault.Answer is { } answer)
        {
            return Answer(fault, answer, request);
        }

        gone = true;
        Crashed?.Invoke();
        throw Gone();
    }

    private static HttpResponseMessage Answer(Fault fault, HttpStatusCode answer, HttpRequestMessage request)
    {
        JsonObject status = new()
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = $"injected at write {fault.Write}",
            ["reason"] = fault.Reason,
            ["code"] = (int)answer,
        };
        HttpResponseMessage response = new(answer)
        {
            RequestMessage = request,
            Content = new StringContent(status.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        response.Headers.RetryAfter = fault.RetryAfter is { } delay ? new RetryConditionHeaderValue(delay) : null;
        return response;
    }

    private static bool IsWrite(HttpRequestMessage request)
    {
        if (request.Method != HttpMethod.Post && request.Method != HttpMethod.Put
            && request.Method != HttpMethod.Patch && request.Method != HttpMethod.Delete)
        {
            return false;
        }

        Uri address = request.RequestUri ?? throw new ArgumentException("A request needs an address.", nameof(request));
        (string group, string resource) = ResourceOf(address.AbsolutePath);
        return HttpUtility.ParseQueryString(address.Query)["dryRun"] is null
            && (group, resource) is not (("coordination.k8s.io", "leases") or ("", "events") or ("events.k8s.io", "events"))
            && group is not ("authorization.k8s.io" or "authentication.k8s.io");
    }

    // /api/VERSION/... or /apis/GROUP/VERSION/..., then optionally namespaces/NAME, then the resource.
    private static (string Group, string Resource) ResourceOf(string path)
    {
        // A server behind a gateway has a prefix before these.
        string[] all = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        string[] parts = [.. all.SkipWhile(part => part is not ("api" or "apis"))];
        bool isCore = parts is ["api", ..];
        ReadOnlySpan<string> rest = parts.AsSpan(Math.Min(parts.Length, isCore ? 2 : 3));
        string resource = rest switch
        {
            ["namespaces", _, var namespaced, ..] => namespaced,
            [var first, ..] => first,
            _ => "",
        };
        return (isCore ? "" : parts.ElementAtOrDefault(1) ?? "", resource);
    }

    // What was on its way when the process ended is not seen by anybody.
    private HttpResponseMessage Alive(HttpResponseMessage response)
    {
        if (!gone)
        {
            return response;
        }

        response.Dispose();
        throw Gone();
    }

    private void ThrowIfGone()
    {
        if (gone)
        {
            throw Gone();
        }
    }

    private static HttpRequestException Gone() => new("The process is gone: a fault ended it.");

    /// <summary>Puts a write into the trace when it is over, however it ends.</summary>
    private sealed class Recording(FaultHandler handler, int number, HttpRequestMessage request) : IDisposable
    {
        public HttpStatusCode? Status { get; set; }

        public void Dispose()
        {
            lock (handler.gate)
            {
                handler.trace.Add(new Write(number, request.Method.Method, request.RequestUri!.AbsolutePath, Status));
            }
        }
    }
}
