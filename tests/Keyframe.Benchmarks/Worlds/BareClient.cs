using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using k8s;
using k8s.Authentication;

namespace Keyframe.Benchmarks.Worlds;

/// <summary>
/// HTTP and JSON and nothing else: what users' writes, observers and floors are made of. Knows the API server's address and
/// credentials, no kinds, no caches, no retries.
/// </summary>
internal sealed class BareClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly Uri _server;
    private readonly ServiceClientCredentials? _credentials;
    private readonly IDisposable _owned;

    /// <summary>Whatever the configuration has: certificates, a token, a program that is asked for one.</summary>
    public BareClient(KubernetesClientConfiguration configuration)
    {
        Kubernetes client = new(configuration);
        (_http, _server, _credentials, _owned) = (client.HttpClient, client.BaseUri, client.Credentials, client);
    }

    /// <summary>Without any library of Kubernetes, for a process that shall be small.</summary>
    public BareClient(BareConnection connection)
    {
        _http = connection.Open();
        (_server, _owned) = (new Uri(connection.Server), _http);
    }

    /// <summary>Sends and reads the whole answer.</summary>
    /// <exception cref="BenchmarkException">The server refused.</exception>
    public async Task<string> SendAsync(
        HttpMethod method, string pathAndQuery, string? body, string? contentType, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await OpenAsync(
            method, pathAndQuery, body, contentType, HttpCompletionOption.ResponseContentRead, cancellationToken);
        string answer = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? answer
            : throw new BenchmarkException($"{method} {pathAndQuery}: {(int)response.StatusCode} {answer}");
    }

    /// <summary>Reads one object, or a list.</summary>
    public async Task<JsonElement> GetAsync(string pathAndQuery, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(await SendAsync(HttpMethod.Get, pathAndQuery, null, null, cancellationToken));
        return document.RootElement.Clone();
    }

    /// <summary>Reads an answer to its end and forgets it.</summary>
    public async Task DrainAsync(string path, string accept, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await OpenAsync(
            HttpMethod.Get, path, null, null, HttpCompletionOption.ResponseHeadersRead, cancellationToken, accept);
        response.EnsureSuccessStatusCode();
        await response.Content.CopyToAsync(Stream.Null, cancellationToken);
    }

    /// <summary>Makes an object.</summary>
    /// <returns>Its uid.</returns>
    public async Task<string> PostAsync(string path, string body, CancellationToken cancellationToken)
    {
        string answer = await SendAsync(HttpMethod.Post, path, body, "application/json", cancellationToken);
        using var document = JsonDocument.Parse(answer);
        return document.RootElement.GetProperty("metadata").GetProperty("uid").GetString()!;
    }

    /// <summary>Points an item's binding to another snapshot, as a user rolls out or back.</summary>
    /// <returns>The version of that write.</returns>
    public async Task<long> PointAsync(World world, int item, string version, CancellationToken cancellationToken)
    {
        string path = $"{world.Paths.Bindings}/{Names.Binding(item)}";
        string answer = await SendAsync(
            HttpMethod.Patch, path, Documents.PointTo(item, version), "application/merge-patch+json", cancellationToken);
        using var document = JsonDocument.Parse(answer);
        return document.RootElement.ResourceVersion();
    }

    /// <summary>Opens a watch; returns once the server has accepted it.</summary>
    public async Task<HttpResponseMessage> OpenWatchAsync(
        string path, string resourceVersion, CancellationToken cancellationToken)
    {
        string query = $"{path}?watch=true&resourceVersion={resourceVersion}&timeoutSeconds=3600&allowWatchBookmarks=true";
        HttpResponseMessage response = await OpenAsync(
            HttpMethod.Get, query, null, null, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return response.IsSuccessStatusCode ? response : throw new BenchmarkException($"GET {query}: {(int)response.StatusCode}");
    }

    /// <summary>The lines of an open watch.</summary>
    public static async IAsyncEnumerable<string> LinesAsync(
        HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var reader = new StreamReader(body, Encoding.UTF8, false, 64 * 1024);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return line;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _owned.Dispose();

    [SuppressMessage("Reliability", "CA2000", Justification = "The response is the caller's.")]
    private async Task<HttpResponseMessage> OpenAsync(
        HttpMethod method,
        string pathAndQuery,
        string? body,
        string? contentType,
        HttpCompletionOption completion,
        CancellationToken cancellationToken,
        string accept = "application/json")
    {
        using var request = new HttpRequestMessage(method, new Uri(_server, pathAndQuery))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType!);
        }

        await (_credentials?.ProcessHttpRequestAsync(request, cancellationToken) ?? Task.CompletedTask);
        return await _http.SendAsync(request, completion, cancellationToken);
    }
}
