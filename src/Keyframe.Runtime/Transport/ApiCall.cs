using System.Text.Json.Nodes;

namespace Keyframe.Runtime.Transport;

/// <summary>One request, before it is sent.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Target">What it is about, for messages: <c>deployments.apps/web</c>.</param>
/// <param name="Path">The path below the server's address.</param>
internal sealed record ApiCall(HttpMethod Method, string Target, string Path)
{
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    public string Accept { get; init; } = MediaTypes.Json;

    public JsonObject? Body { get; init; }

    public string ContentType { get; init; } = MediaTypes.Json;

    /// <summary>True when the server may have acted on it even though no answer came.</summary>
    public bool IsWrite => Method != HttpMethod.Get;

    public override string ToString() => $"{Method.Method} {Target}";

    public string PathAndQuery()
    {
        if (Query.Count == 0)
        {
            return Path;
        }

        IEnumerable<string> pairs = Query.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}");
        return $"{Path}?{string.Join('&', pairs)}";
    }
}
