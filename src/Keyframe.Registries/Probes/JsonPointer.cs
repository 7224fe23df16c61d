using System.Globalization;
using System.Text.Json;

namespace Keyframe.Registries.Probes;

/// <summary>JSON Pointers (RFC 6901).</summary>
internal static class JsonPointer
{
    /// <summary>The value that a pointer names; null where there is none, or where it is no pointer.</summary>
    public static JsonElement? Find(JsonElement document, string pointer)
    {
        if (pointer.Length == 0)
        {
            return document;
        }

        if (pointer[0] != '/')
        {
            return null;
        }

        JsonElement? found = document;
        foreach (string token in pointer[1..].Split('/').Select(Unescape))
        {
            found = found?.ValueKind switch
            {
                JsonValueKind.Object => found.Value.TryGetProperty(token, out JsonElement member) ? member : null,
                JsonValueKind.Array => IndexOf(token) is { } index && index < found.Value.GetArrayLength() ? found.Value[index] : null,
                _ => null,
            };
        }

        return found;
    }

    /// <summary>~1 first, or ~01 would become a slash.</summary>
    private static string Unescape(string token) =>
        token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    /// <summary>Digits without leading zeros.</summary>
    private static int? IndexOf(string token) =>
        int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && (token == "0" || token[0] != '0') ? index : null;
}
