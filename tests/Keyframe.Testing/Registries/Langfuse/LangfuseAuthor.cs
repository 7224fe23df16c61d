using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Keyframe.Testing.Registries.Langfuse;

/// <summary>Writes prompts over the public API of a Langfuse server, a real one or <see cref="FakeLangfuse"/>.</summary>
public sealed class LangfuseAuthor : IDisposable
{
    private readonly Uri _url;
    private readonly HttpClient _client = new();

    /// <summary>An author.</summary>
    /// <param name="url">The server's URL.</param>
    /// <param name="authorization">The Authorization header.</param>
    public LangfuseAuthor(Uri url, AuthenticationHeaderValue authorization)
    {
        _url = url;
        _client.DefaultRequestHeaders.Authorization = authorization;
    }

    /// <summary>Adds a version; the first one makes the prompt.</summary>
    /// <returns>Its number.</returns>
    public async Task<int> AddAsync(string name, LangfuseDraft draft, CancellationToken cancellationToken)
    {
        JsonObject body = draft.ToJson();
        body["name"] = name;
        return (int)(await SendAsync(HttpMethod.Post, "prompts", body, cancellationToken))!["version"]!;
    }

    /// <summary>Moves labels to a version.</summary>
    public Task LabelAsync(
        string name, int version, IReadOnlyList<string> labels, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Patch,
        FormattableString.Invariant($"prompts/{Uri.EscapeDataString(name)}/versions/{version}"),
        new JsonObject { ["newLabels"] = new JsonArray([.. labels.Select(label => JsonValue.Create(label))]) },
        cancellationToken);

    /// <summary>Deletes a version for good. Its number is given again, if it was the newest.</summary>
    public Task DeleteAsync(string name, int version, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Delete,
        FormattableString.Invariant($"prompts/{Uri.EscapeDataString(name)}?version={version}"),
        null,
        cancellationToken);

    /// <summary>Deletes a prompt.</summary>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, $"prompts/{Uri.EscapeDataString(name)}", null, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<JsonObject?> SendAsync(
        HttpMethod method, string call, JsonObject? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"{_url.AbsoluteUri.TrimEnd('/')}/api/public/v2/{call}");
        request.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _client.SendAsync(request, cancellationToken);
        string text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? text.Length > 0 ? JsonNode.Parse(text) as JsonObject : null
            : throw new HttpRequestException($"{method} {call}: {(int)response.StatusCode} {text}");
    }
}
