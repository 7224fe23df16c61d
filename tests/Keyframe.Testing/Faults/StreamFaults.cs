using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using System.Web;

namespace Keyframe.Testing.Faults;

/// <summary>
/// Makes chosen lists and watches of one client go wrong, and taps every watch, so that its lines can. Put it among the client's
/// handlers.
/// </summary>
public sealed class StreamFaults : DelegatingHandler
{
    /// <summary>Answers a request in the server's place; <paramref name="send"/> asks the server after all.</summary>
    public delegate Task<HttpResponseMessage> Answering(
        HttpRequestMessage request, Func<Task<HttpResponseMessage>> send, CancellationToken cancellationToken);

    private readonly Lock _gate = new();
    private readonly List<(Func<HttpRequestMessage, bool> Matches, Answering Answer)> _faults = [];
    private readonly Channel<WatchTap> _opened = Channel.CreateUnbounded<WatchTap>();
    private int _lists;
    private int _watches;

    /// <summary>How many lists were asked for, each page counted.</summary>
    public int Lists => Volatile.Read(ref _lists);

    /// <summary>How many watches were asked for.</summary>
    public int Watches => Volatile.Read(ref _watches);

    /// <summary>Whether a request opens a watch.</summary>
    public static bool IsWatch(HttpRequestMessage request) => Query(request)["watch"] is not null;

    /// <summary>Whether a request asks for a page after the first.</summary>
    public static bool IsContinued(HttpRequestMessage request) => Query(request)["continue"] is not null;

    /// <summary>The next watch that is opened, to do things to.</summary>
    public async Task<WatchTap> NextWatchAsync(CancellationToken cancellationToken) =>
        await _opened.Reader.ReadAsync(cancellationToken);

    /// <summary>The next request that matches is answered so; several such faults follow one another.</summary>
    public void Next(Func<HttpRequestMessage, bool> matches, Answering answer)
    {
        lock (_gate)
        {
            _faults.Add((matches, answer));
        }
    }

    /// <summary>The next list is answered so.</summary>
    public void NextList(Answering answer) => Next(request => !IsWatch(request), answer);

    /// <summary>The next watch is answered so.</summary>
    public void NextWatch(Answering answer) => Next(IsWatch, answer);

    /// <summary>A refusal as the API server words it.</summary>
    public static Answering Refusal(HttpStatusCode code, string reason, int? retryAfter = null) => (_, _, _) =>
    {
        HttpResponseMessage answer = Json(code, Status(code, reason));
        answer.Headers.RetryAfter = retryAfter is { } s ? new(TimeSpan.FromSeconds(s)) : null;
        return Task.FromResult(answer);
    };

    /// <summary>A connection that cannot be made.</summary>
    public static Answering NoConnection() =>
        (_, _, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, "connection refused");

    /// <summary>An answer with this text as its body.</summary>
    public static Answering Text(string body) => (_, _, _) => Task.FromResult(Json(HttpStatusCode.OK, body));

    /// <summary>The server's own answer to the request with another parameter.</summary>
    public static Answering With(string parameter, string value) => (request, send, _) =>
    {
        System.Collections.Specialized.NameValueCollection query = Query(request);
        query[parameter] = value;
        request.RequestUri = new UriBuilder(request.RequestUri!) { Query = query.ToString() }.Uri;
        return send();
    };

    /// <summary>The server's own answer, up to so many bytes of its body; then it stalls, or breaks off.</summary>
    public static Answering Half(int bytes, bool stalls) => async (_, send, cancellationToken) =>
    {
        HttpResponseMessage answer = await send();
        byte[] body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        answer.Content = new StreamContent(new HalfStream(body[..Math.Min(bytes, body.Length / 2)], stalls));
        return answer;
    };

    /// <summary>A line of a watch.</summary>
    public static string Event(string type, string item) => $"{{\"type\":\"{type}\",\"object\":{item}}}\n";

    /// <summary>A Status object.</summary>
    public static string Status(HttpStatusCode code, string reason) => new JsonObject
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Failure",
        ["message"] = "injected",
        ["reason"] = reason,
        ["code"] = (int)code,
    }.ToJsonString();

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        bool isWatch = IsWatch(request);
        Interlocked.Increment(ref isWatch ? ref _watches : ref _lists);
        Func<Task<HttpResponseMessage>> send = () => base.SendAsync(request, cancellationToken);
        HttpResponseMessage answer = Take(request) is { } fault ? await fault(request, send, cancellationToken) : await send();
        if (isWatch && answer.IsSuccessStatusCode)
        {
            HttpContent body = answer.Content;
            var tapped = new HttpResponseMessage(answer.StatusCode) { RequestMessage = request };
            var tap = new WatchTap(answer, body);
            tapped.Content = tap;
            _opened.Writer.TryWrite(tap);
            return tapped;
        }

        return answer;
    }

    private Answering? Take(HttpRequestMessage request)
    {
        lock (_gate)
        {
            int index = _faults.FindIndex(fault => fault.Matches(request));
            if (index < 0)
            {
                return null;
            }

            Answering answer = _faults[index].Answer;
            _faults.RemoveAt(index);
            return answer;
        }
    }

    private static System.Collections.Specialized.NameValueCollection Query(HttpRequestMessage request) =>
        HttpUtility.ParseQueryString(request.RequestUri!.Query);

    private static HttpResponseMessage Json(HttpStatusCode code, string body) =>
        new(code) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
