using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Keyframe.Api.Json;

/// <summary>
/// Times as every Kubernetes object writes them (<c>metav1.Time</c>): UTC, whole seconds, <c>Z</c>; a fraction is cut off, not
/// rounded. Two times within the same second are therefore written alike and never cause a write. Read is whatever RFC 3339
/// section 5.6 allows: any offset, lower case, any number of digits of a fraction, and a leap second.
/// </summary>
internal sealed partial class Rfc3339TimeConverter : JsonConverter<DateTimeOffset>
{
    private const string WholeSeconds = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return text is not null && TryParse(text, out DateTimeOffset time)
            ? time
            : throw new JsonException("A time must be a string of RFC 3339, such as 2026-11-22T22:46:12Z.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(WholeSeconds, CultureInfo.InvariantCulture));

    private static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        Match match = Grammar().Match(text);
        if (!match.Success || !DateTime.TryParseExact(
            $"{match.Groups["date"].Value}T{match.Groups["minute"].Value}", "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime minute))
        {
            return false;
        }

        // Not by DateTimeOffset's own parser: it knows no leap second, and no offset beyond 14 hours.
        long ticks = minute.Ticks + SecondsOf(match).Ticks - OffsetOf(match).Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private static TimeSpan SecondsOf(Match match)
    {
        string fraction = match.Groups["fraction"].Value;
        string ticks = fraction[..Math.Min(fraction.Length, 7)].PadRight(7, '0');
        return new TimeSpan(0, 0, Number(match, "second")) + new TimeSpan(long.Parse(ticks, CultureInfo.InvariantCulture));
    }

    private static TimeSpan OffsetOf(Match match)
    {
        if (!match.Groups["sign"].Success)
        {
            return TimeSpan.Zero;
        }

        var offset = new TimeSpan(Number(match, "hours"), Number(match, "minutes"), 0);
        return match.Groups["sign"].Value == "-" ? -offset : offset;
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        """
        \A(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?<minute>[0-9]{2}:[0-9]{2}):(?<second>[0-5][0-9]|60)
        (\.(?<fraction>[0-9]+))?
        ([Zz]|(?<sign>[-+])(?<hours>[01][0-9]|2[0-3]):(?<minutes>[0-5][0-9]))\z
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
