using System.Buffers;
using System.Globalization;
using System.Text;

namespace Keyframe.Operator.Settings;

/// <summary>
/// Durations as Kubernetes users write them: Go's <c>time.ParseDuration</c> (10h, 1m30s, 1.5s, 250ms), never negative.
/// </summary>
internal static class GoDuration
{
    private const NumberStyles Unsigned = NumberStyles.AllowDecimalPoint;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly (string Name, decimal Ticks)[] Units =
    [
        // Longer names first, so that "ms" is not read as minutes.
        ("ms", TimeSpan.TicksPerMillisecond),
        ("us", TimeSpan.TicksPerMicrosecond),
        ("µs", TimeSpan.TicksPerMicrosecond),
        ("μs", TimeSpan.TicksPerMicrosecond),
        ("ns", 1m / TimeSpan.NanosecondsPerTick),
        ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond),
    ];

    /// <summary>Reads one. A number without a unit is none, but for 0.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text == "0")
        {
            return true;
        }

        decimal ticks = 0;
        for (ReadOnlySpan<char> rest = text; rest.Length > 0;)
        {
            int digits = rest.IndexOfAnyExcept(Digits);
            if (digits is <= 0 or > 18
                || !decimal.TryParse(rest[..digits], Unsigned, CultureInfo.InvariantCulture, out decimal number)
                || UnitOf(rest[digits..]) is not { } unit)
            {
                return false;
            }

            ticks += number * unit.Ticks;
            rest = rest[(digits + unit.Name.Length)..];
        }

        if (text.Length == 0 || ticks > long.MaxValue)
        {
            return false;
        }

        duration = TimeSpan.FromTicks((long)ticks);
        return true;
    }

    /// <summary>Writes one the short way: 10h, 1m30s, 2.5s, 250ms, 0s.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration > TimeSpan.Zero && duration < TimeSpan.FromSeconds(1))
        {
            return FormattableString.Invariant($"{duration.TotalMilliseconds:0.####}ms");
        }

        var text = new StringBuilder();
        long hours = duration.Ticks / TimeSpan.TicksPerHour;
        decimal seconds = duration.Ticks % TimeSpan.TicksPerMinute / (decimal)TimeSpan.TicksPerSecond;
        Append(hours, "h");
        Append(duration.Minutes, "m");
        return Append(seconds, "s").Length > 0 ? text.ToString() : "0s";

        StringBuilder Append(decimal number, string unit) =>
            number == 0 ? text : text.Append(CultureInfo.InvariantCulture, $"{number:0.#######}{unit}");
    }

    private static (string Name, decimal Ticks)? UnitOf(ReadOnlySpan<char> text)
    {
        foreach ((string Name, decimal Ticks) unit in Units)
        {
            if (text.StartsWith(unit.Name, StringComparison.Ordinal))
            {
                return unit;
            }
        }

        return null;
    }
}
