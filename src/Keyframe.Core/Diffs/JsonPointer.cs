using System.Globalization;

namespace Keyframe.Core.Diffs;

/// <summary>Paths after RFC 6901.</summary>
internal static class JsonPointer
{
    public static string Item(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}/{index}");

    public static string Member(string path, string name) =>
        $"{path}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    public static IReadOnlyList<string> Segments(string path) =>
    [
        .. path.Split('/').Skip(1).Select(segment =>
            segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)),
    ];
}
