using System.Globalization;
using System.Text.RegularExpressions;

namespace Keyframe.Core.Specs;

/// <summary>How often something outside the cluster is looked at: <c>5m</c>, <c>1h30m</c>.</summary>
public static partial class PollInterval
{
    /// <summary>What is taken where nothing is given.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromMinutes(5);

    /// <summary>The shortest allowed.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    /// <summary>The longest allowed.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>Reads an interval.</summary>
    /// <param name="text">The text; null for the default.</param>
    /// <returns>The interval; null where it is not one, or out of bounds.</returns>
    public static TimeSpan? Parse(string? text)
    {
        if (text is null)
        {
            return Default;
        }

        Match match = Pattern().Match(text);
        if (!match.Success || text.Length == 0)
        {
            return null;
        }

        double seconds = (3600 * Number(match.Groups["h"])) + (60 * Number(match.Groups["m"])) + Number(match.Groups["s"]);
        return seconds >= Shortest.TotalSeconds && seconds <= Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static double Number(Group digits) =>
        digits.Success ? double.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^((?<h>[0-9]{1,10})h)?((?<m>[0-9]{1,10})m)?((?<s>[0-9]{1,10})s)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
