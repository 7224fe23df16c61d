using System.Globalization;
using System.Text.RegularExpressions;

namespace Keyframe.Benchmarks.Worlds;

/// <summary>
/// How the objects of a world are called. Every name ends in the five digits of its item, also those that the operator
/// derives from it, so that each call can be told to belong to an item.
/// </summary>
internal static partial class Names
{
    public static string Prompt(int item) => $"prompt-{Digits(item)}";

    public static string Snapshot(int item, string version = "a") => $"snap-{version}-{Digits(item)}";

    public static string Binding(int item) => $"bind-{Digits(item)}";

    public static string Workload(int item) => $"work-{Digits(item)}";

    /// <summary>The item that a name or a body speaks of first; null for none.</summary>
    public static int? ItemOf(string text) =>
        Item().Match(text) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;

    private static string Digits(int item) => item.ToString("00000", CultureInfo.InvariantCulture);

    [GeneratedRegex("(?:prompt|snap-[a-z]|bind|work)-([0-9]{5})")]
    private static partial Regex Item();
}
