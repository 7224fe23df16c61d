namespace Keyframe.Benchmarks.Calls;

/// <summary>What a request asks of the API server, in its words.</summary>
/// <param name="Verb">get, list, watch, create, apply, patch, update, delete.</param>
/// <param name="Resource">Resource with subresource, such as <c>genaideployments/status</c>.</param>
/// <param name="Name">The object's name; empty for a collection.</param>
internal sealed record ApiRequest(string Verb, string Resource, string Name)
{
    /// <summary>Whether it changes something.</summary>
    public bool IsWrite => Verb is not ("get" or "list" or "watch");

    /// <summary>Whether it is about an event, which is for people: nothing waits for it.</summary>
    public bool IsEvent => Resource == "events";

    /// <summary>Reads it off a request: <c>/api/VERSION/…</c> or <c>/apis/GROUP/VERSION/…</c>, or behind a prefix.</summary>
    public static ApiRequest Of(HttpMethod method, Uri address, string? contentType)
    {
        string[] parts =
        [
            .. address.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries)
                .SkipWhile(part => part is not ("api" or "apis")),
        ];
        string[] rest = parts.Length == 0 ? [] : parts[Math.Min(parts.Length, parts[0] == "api" ? 2 : 3)..];
        rest = rest is ["namespaces", _, _, ..] ? rest[2..] : rest;
        string name = rest.ElementAtOrDefault(1) ?? "";
        string resource = rest.Length > 2 ? $"{rest[0]}/{rest[2]}" : rest.FirstOrDefault() ?? "";
        return new ApiRequest(VerbOf(method, address.Query, contentType, name.Length > 0), resource, name);
    }

    private static string VerbOf(HttpMethod method, string query, string? contentType, bool named) => method.Method switch
    {
        "GET" when query.Contains("watch=true", StringComparison.Ordinal) => "watch",
        "GET" => named ? "get" : "list",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" when contentType?.Contains("apply-patch", StringComparison.Ordinal) == true => "apply",
        "PATCH" => "patch",
        "DELETE" => "delete",
        var other => other,
    };
}
