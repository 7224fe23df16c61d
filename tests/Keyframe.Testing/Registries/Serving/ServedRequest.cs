using System.Text.Json.Nodes;

namespace Keyframe.Testing.Registries.Serving;

/// <summary>A request as it came over the wire.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, still percent-encoded.</param>
/// <param name="Query">The query, still percent-encoded, without the question mark; empty where there is none.</param>
/// <param name="Headers">The headers, by name in any case.</param>
/// <param name="Body">The body as text; empty where there is none.</param>
public sealed record ServedRequest(
    string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The path and the query.</summary>
    public string Target => Query.Length > 0 ? $"{Path}?{Query}" : Path;

    /// <summary>A header.</summary>
    /// <param name="name">Its name, in any case.</param>
    /// <returns>Its value; null where it was not sent.</returns>
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>A parameter of the query, decoded; a plus stands for a space.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its first value; null where it was not sent.</returns>
    public string? Parameter(string name) => Query.Split('&')
        .Select(pair => pair.Split('=', 2))
        .Where(pair => pair.Length == 2 && Decode(pair[0]) == name)
        .Select(pair => Decode(pair[1]))
        .FirstOrDefault();

    /// <summary>The body as a JSON object; null where it is none.</summary>
    public JsonObject? Json()
    {
        try
        {
            return JsonNode.Parse(Body) as JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
