using System.Text;
using System.Text.Json;
using Keyframe.Core.Canonical;

namespace Keyframe.Core.Tests;

/// <summary>Shorthand for JSON values in tests.</summary>
internal static class Json
{
    public static JsonElement Of(string json) => JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = 1_000 });

    public static IReadOnlyDictionary<string, JsonElement> Map(string json) =>
        Of(json).EnumerateObject().ToDictionary(property => property.Name, property => property.Value);

    public static string Canonical(string json) => Encoding.UTF8.GetString(CanonicalBytes(json));

    public static byte[] CanonicalBytes(string json) => CanonicalJson.Serialize(Of(json));
}
