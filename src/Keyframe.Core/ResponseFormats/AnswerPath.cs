using System.Globalization;
using Keyframe.Core.Json;

namespace Keyframe.Core.ResponseFormats;

/// <summary>JSON Pointers (RFC 6901) into answers, with <c>*</c> for any item or any further property.</summary>
internal static class AnswerPath
{
    /// <summary>What a status holds, and one more to see that there was more.</summary>
    private const int Enough = 513;

    public static string Any(string path) => Append(path, "*");

    public static string Item(string path, int index) =>
        Append(path, index.ToString(CultureInfo.InvariantCulture));

    public static string Property(string path, string name) => Append(path, JsonPointer.Escape(name));

    // Schemas that refer to each other make paths of any length.
    private static string Append(string path, string segment) => path.Length >= Enough ? path : $"{path}/{segment}";
}
