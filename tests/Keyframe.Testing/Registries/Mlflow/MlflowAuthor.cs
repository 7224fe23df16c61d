using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Keyframe.Testing.Registries.Mlflow;

/// <summary>
/// Writes prompts over the REST API of an MLflow server, a real one or <see cref="FakeMlflow"/>, as MLflow's own client does.
/// </summary>
public sealed class MlflowAuthor : IDisposable
{
    private const string IsPrompt = "mlflow.prompt.is_prompt";

    private readonly Uri _url;
    private readonly HttpClient _client = new();

    /// <summary>An author.</summary>
    /// <param name="url">The server's URL.</param>
    /// <param name="authorization">The Authorization header; null for none.</param>
    /// <param name="workspace">The workspace; null for none.</param>
    public MlflowAuthor(Uri url, AuthenticationHeaderValue? authorization = null, string? workspace = null)
    {
        _url = url;
        _client.DefaultRequestHeaders.Authorization = authorization;
        if (workspace is not null)
        {
            _client.DefaultRequestHeaders.Add("X-MLFLOW-WORKSPACE", workspace);
        }
    }

    /// <summary>Registers a prompt without versions.</summary>
    public Task RegisterAsync(string name, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post,
        "registered-models/create",
        new JsonObject { ["name"] = name, ["tags"] = Tags(new Dictionary<string, string> { [IsPrompt] = "true" }) },
        cancellationToken);

    /// <summary>Registers an ordinary model with one version, which is 1.</summary>
    public async Task RegisterModelAsync(string name, CancellationToken cancellationToken)
    {
        await SendAsync(HttpMethod.Post, "registered-models/create", new JsonObject { ["name"] = name }, cancellationToken);
        var first = new MlflowDraft(null) { Type = null, IsPrompt = false, Source = "mlflow-artifacts:/models/m" };
        await AddAsync(name, first, cancellationToken);
    }

    /// <summary>Adds a version.</summary>
    /// <returns>Its number.</returns>
    public async Task<string> AddAsync(string name, MlflowDraft draft, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["name"] = name, ["source"] = draft.Source, ["tags"] = Tags(draft.AllTags()) };
        if (draft.Message is { } message)
        {
            body["description"] = message;
        }

        JsonObject answer = await SendAsync(HttpMethod.Post, "model-versions/create", body, cancellationToken);
        return (string)answer["model_version"]!["version"]!;
    }

    /// <summary>Makes an alias name a version.</summary>
    public Task SetAliasAsync(string name, string alias, string version, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post,
        "registered-models/alias",
        new JsonObject { ["name"] = name, ["alias"] = alias, ["version"] = version },
        cancellationToken);

    /// <summary>Overwrites a tag of a version. No timestamp changes.</summary>
    public Task SetTagAsync(
        string name, string version, string key, string value, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post,
        "model-versions/set-tag",
        new JsonObject { ["name"] = name, ["version"] = version, ["key"] = key, ["value"] = value },
        cancellationToken);

    /// <summary>Removes a tag of a version.</summary>
    public Task DeleteTagAsync(string name, string version, string key, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Delete,
        "model-versions/delete-tag",
        new JsonObject { ["name"] = name, ["version"] = version, ["key"] = key },
        cancellationToken);

    /// <summary>Deletes a version. Its aliases stay, and its number is not given again.</summary>
    public Task DeleteVersionAsync(string name, string version, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Delete, "model-versions/delete", new JsonObject { ["name"] = name, ["version"] = version }, cancellationToken);

    /// <summary>Deletes a prompt with its versions. Registered again, it begins at version 1.</summary>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, "registered-models/delete", new JsonObject { ["name"] = name }, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static JsonArray Tags(IReadOnlyDictionary<string, string> tags) =>
        new([.. tags.Select(tag => new JsonObject { ["key"] = tag.Key, ["value"] = tag.Value })]);

    private async Task<JsonObject> SendAsync(HttpMethod method, string call, JsonObject body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"{_url.AbsoluteUri.TrimEnd('/')}/api/2.0/mlflow/{call}")
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        using HttpResponseMessage response = await _client.SendAsync(request, cancellationToken);
        string text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text)!.AsObject()
            : throw new HttpRequestException($"{method} {call}: {(int)response.StatusCode} {text}");
    }
}
