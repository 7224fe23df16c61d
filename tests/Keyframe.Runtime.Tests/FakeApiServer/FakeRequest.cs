using System.Text.Json.Nodes;

namespace Keyframe.Runtime.Tests.FakeApiServer;

/// <summary>A request as the server saw it.</summary>
internal sealed record FakeRequest(
    HttpMethod Method,
    string Path,
    IReadOnlyDictionary<string, string> Query,
    string Accept,
    string? ContentType,
    string? UserAgent,
    JsonObject? Body)
{
    public bool IsWatch => Query.GetValueOrDefault("watch") == "true";

    public bool IsList => Method == HttpMethod.Get && !IsWatch && !IsSingle;

    public bool IsSingle => Method == HttpMethod.Get && Path.Split('/') is [.., var before, var parent, _] && parent.EndsWith('s')
        && before != "namespaces" && parent != "namespaces" && parent != "apis";

    public string Name => Path.Split('/')[^1];

    public string? Namespace => Path.Split('/').SkipWhile(part => part != "namespaces").Skip(1).FirstOrDefault();

    public static async Task<FakeRequest> ReadAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        string? body = message.Content is null ? null : await message.Content.ReadAsStringAsync(cancellationToken);
        Dictionary<string, string> query = [];
        foreach (string pair in message.RequestUri!.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            query[parts[0]] = Uri.UnescapeDataString(parts[1]);
        }

        return new FakeRequest(message.Method, message.RequestUri.AbsolutePath.TrimStart('/'), query,
            message.Headers.NonValidated.TryGetValues("Accept", out var accept) ? accept.ToString() : "",
            message.Content?.Headers.ContentType?.ToString(),
            message.Headers.UserAgent.ToString(),
            body is null ? null : JsonNode.Parse(body)!.AsObject());
    }
}
