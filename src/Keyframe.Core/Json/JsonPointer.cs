using System.Globalization;
using System.Text.Json;

namespace Keyframe.Core.Json;

/// <summary>JSON Pointers (RFC 6901).</summary>
public static class JsonPointer
{
    /// <summary>The pointer to an item of an array.</summary>
    /// <param name="path">The pointer to the array.</param>
    /// <param name="index">The item's place.</param>
    public static string Item(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}/{index}");

    /// <summary>The pointer to a member of an object.</summary>
    /// <param name="path">The pointer to the object.</param>
    /// <param name="name">The member's name.</param>
    public static string Member(string path, string name) => $"{path}/{Escape(name)}";

    /// <summary>The names and places that a pointer passes, from the root on.</summary>
    /// <param name="path">The pointer.</param>
    public static IReadOnlyList<string> Segments(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return [.. path.Split('/').Skip(1).Select(Unescape)];
    }

    /// <summary>A name as a pointer spells it.</summary>
    /// <param name="name">The name.</param>
    public static string Escape(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
    }

    /// <summary>The value that a pointer names; null where there is none, or where it is no pointer.</summary>
    /// <param name="document">The document.</param>
    /// <param name="path">The pointer.</param>
    public static JsonElement? Find(JsonElement document, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length > 0 && path[0] != '/')
        {
            return null;
        }

        JsonElement? found = document;
        foreach (string token in Segments(path))
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
    private static string Unescape(string segment) =>
        segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    /// <summary>Digits without leading zeros.</summary>
    private static int? IndexOf(string token) =>
        int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && (token == "0" || token[0] != '0') ? index : null;
}
