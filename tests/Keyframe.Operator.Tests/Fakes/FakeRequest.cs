using System.Text.Json.Nodes;

namespace Keyframe.Operator.Tests.Fakes;

/// <summary>A request as the server saw it.</summary>
internal sealed record FakeRequest(HttpMethod Method, string Path, string Query, string? ContentType, JsonObject Body)
{
    private readonly string[] _tail = Tail(Path);

    public string? Namespace => Path.Split('/').SkipWhile(part => part != "namespaces").Skip(1).FirstOrDefault();

    public string Plural => _tail[0];

    public string? Name => _tail.ElementAtOrDefault(1);

    /// <summary>What is done to what, as <c>PATCH deployments/web/status</c>.</summary>
    public string Step => $"{Method.Method} {string.Join('/', _tail)}";

    public bool IsWatch => Query.Contains("watch=true", StringComparison.Ordinal);

    public bool IsForced => Query.Contains("force=true", StringComparison.Ordinal);

    public string? Version => (string?)Body["metadata"]?["resourceVersion"];

    public static async Task<FakeRequest> ReadAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        string body = message.Content is null ? "{}" : await message.Content.ReadAsStringAsync(cancellationToken);
        return new FakeRequest(
            message.Method,
            message.RequestUri!.AbsolutePath.TrimStart('/'),
            message.RequestUri.Query,
            message.Content?.Headers.ContentType?.MediaType,
            JsonNode.Parse(body)!.AsObject());
    }

    /// <summary>Plural, name and subresource: what follows the version and, if there is one, the namespace.</summary>
    private static string[] Tail(string path)
    {
        string[] parts = path.Split('/');
        string[] rest = parts[(parts[0] == "api" ? 2 : 3)..];
        return rest[0] == "namespaces" ? rest[2..] : rest;
    }
}
