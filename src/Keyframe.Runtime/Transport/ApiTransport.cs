using System.Net;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Keyframe.Runtime.Telemetry;

namespace Keyframe.Runtime.Transport;

/// <summary>
/// The way to the API server. KubernetesClient contributes what it does well: kubeconfig and in-cluster configuration, TLS,
/// credentials, and the <see cref="HttpClient"/> made of them. Requests and answers are ours, because its own calls read
/// answers synchronously and so cannot be cancelled while a body stalls.
/// </summary>
public sealed class ApiTransport : IDisposable
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Kubernetes _client;
    private readonly Version _httpVersion;
    private readonly string _userAgent;
    private readonly RequestMetrics? _metrics;
    private SocketsHttpHandler? _sockets;
    private IWriteFence? _fence;

    /// <summary>Connects to nothing yet; the first request does.</summary>
    /// <param name="configuration">Where the server is, how to trust it, and who we are.</param>
    /// <param name="options">Our own settings.</param>
    /// <param name="handlers">Handlers that see every request, outermost first; a transport needs its own instances.</param>
    public ApiTransport(
        KubernetesClientConfiguration configuration, ApiTransportOptions options, params DelegatingHandler[] handlers)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.FieldManager, nameof(options));
        Options = options;
        _userAgent = options.UserAgent ?? options.FieldManager;
        _httpVersion = configuration.DisableHttp2 || options.DisableHttp2 ? HttpVersion.Version11 : HttpVersion.Version20;
        _client = CreateClient(configuration, handlers);
        _metrics = options.Metrics?.Requests(_client.BaseUri);
    }

    internal ApiTransportOptions Options { get; }

    /// <summary>The client for one kind. Cheap to make, safe to share.</summary>
    public ResourceClient<T> Resource<T>(ResourceType<T> type)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        ArgumentNullException.ThrowIfNull(type);
        return new ResourceClient<T>(this, type);
    }

    /// <summary>Closes the connections; requests under way fail.</summary>
    public void Dispose()
    {
        _client.Dispose();
        _sockets?.Dispose();   // the client leaves it open
    }

    /// <summary>From now on lets writes pass only while the fence is open. Before the first write, and once.</summary>
    internal void FenceWrites(IWriteFence fence)
    {
        if (Interlocked.CompareExchange(ref _fence, fence, null) is not null)
        {
            throw new InvalidOperationException("The writes of this transport are fenced already.");
        }
    }

    /// <summary>Sends and reads the answer, within the time limit for a read or a write.</summary>
    /// <exception cref="ApiException">The server refused, or did not answer.</exception>
    /// <exception cref="WriteFencedException">It is a write, and the fence does not let it pass.</exception>
    internal Task<TResult> SendAsync<TResult>(
        ApiCall call, Func<HttpResponseMessage, CancellationToken, Task<TResult>> read, CancellationToken cancellationToken) =>
        call.IsWrite && _fence is { } fence
            ? fence.SendAsync(call, token => SendFreelyAsync(call, read, token), cancellationToken)
            : SendFreelyAsync(call, read, cancellationToken);

    private async Task<TResult> SendFreelyAsync<TResult>(
        ApiCall call, Func<HttpResponseMessage, CancellationToken, Task<TResult>> read, CancellationToken cancellationToken)
    {
        TimeSpan timeout = call.IsWrite ? Options.WriteTimeout : Options.ReadTimeout;
        long start = Options.Clock.GetTimestamp();
        using var limit = new CancellationTokenSource(timeout, Options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using HttpResponseMessage response = await OpenAsync(call, either.Token);
            try
            {
                return await read(response, either.Token);
            }
            catch (Exception e) when (UndecodableException.Covers(e))
            {
                throw ApiException.Unreadable(call, response.StatusCode, e);
            }
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw ApiException.NoAnswer(call, $"nothing within {timeout.TotalSeconds:0.###} s", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw ApiException.NoAnswer(call, e.Message, e);
        }
        finally
        {
            _metrics?.Took(call.Method, Options.Clock.GetElapsedTime(start));
        }
    }

    /// <summary>
    /// Opens an answer that may go on for ever: only the wait for its headers has a limit, that of a read.
    /// </summary>
    /// <exception cref="ApiException">The server refused, or did not answer.</exception>
    internal async Task<HttpResponseMessage> OpenStreamAsync(ApiCall call, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Options.ReadTimeout, Options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await OpenAsync(call, either.Token);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw ApiException.NoAnswer(call, $"nothing within {Options.ReadTimeout.TotalSeconds:0.###} s", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw ApiException.NoAnswer(call, e.Message, e);
        }
    }

    /// <summary>Sends and returns as soon as the headers of a successful answer are there; the caller disposes it.</summary>
    private async Task<HttpResponseMessage> OpenAsync(ApiCall call, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = Request(call);
        HttpResponseMessage response = await AnswerAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ApiError.ReadAsync(call, response, Options.Clock, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            if (_client.Credentials is { } credentials)
            {
                await credentials.ProcessHttpRequestAsync(request, cancellationToken);
            }

            HttpResponseMessage response = await _client.HttpClient.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            _metrics?.Answered(request.Method, response.StatusCode);
            return response;
        }
        catch
        {
            _metrics?.NotAnswered(request.Method);
            throw;
        }
    }

    private HttpRequestMessage Request(ApiCall call)
    {
        var request = new HttpRequestMessage(call.Method, new Uri(_client.BaseUri, call.PathAndQuery()))
        {
            Version = _httpVersion,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("Accept", call.Accept);
        request.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        if (call.Body is not null)
        {
            byte[] body = Utf8(call.Body);
            request.Content = _fence is { } fence ? new FencedContent(body, call, fence) : new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(call.ContentType);
        }

        return request;
    }

    private static byte[] Utf8(JsonObject body)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            body.WriteTo(writer);
        }

        return buffer.ToArray();
    }

    private Kubernetes CreateClient(KubernetesClientConfiguration configuration, DelegatingHandler[] handlers)
    {
        lock (configuration)   // two transports may be made of one configuration at once, and the hook is its member
        {
            Action<SocketsHttpHandler>? theirs = configuration.FirstMessageHandlerSetup;
            configuration.FirstMessageHandlerSetup = handler =>
            {
                Tune(handler);
                theirs?.Invoke(handler);
                _sockets = handler;
            };
            try
            {
                return new Kubernetes(configuration, handlers);
            }
            finally
            {
                configuration.FirstMessageHandlerSetup = theirs;   // the configuration is the caller's
            }
        }
    }

    /// <summary>client-go's numbers: a dead connection is noticed after 45 s, not after the 210 s of the .NET client.</summary>
    private static void Tune(SocketsHttpHandler handler)
    {
        handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;
        handler.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(15);
        handler.ConnectTimeout = TimeSpan.FromSeconds(5);
        handler.EnableMultipleHttp2Connections = true;
    }
}
