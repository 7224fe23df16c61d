using System.Globalization;

namespace Keyframe.Core.Canonical;

/// <summary>Prints doubles as ECMAScript's Number::toString does (ECMA-262, 6.1.6.1.20), which RFC 8785 builds on.</summary>
internal static class EcmaScriptNumber
{
    /// <summary>The shortest text that reads back as the same double. Minus zero is 0.</summary>
    /// <param name="value">A finite number.</param>
    public static string Format(double value)
    {
        if (value == 0)
        {
            return "0";
        }

        // The runtime finds the shortest digits that read back as the same double; only their layout is ECMAScript's own.
        var (digits, point) = Decompose(Math.Abs(value).ToString("R", CultureInfo.InvariantCulture));
        return (value < 0 ? "-" : "") + Layout(digits, point);
    }

    // value = 0.digits x 10^point
    private static (string Digits, int Point) Decompose(string shortest)
    {
        var exponentAt = shortest.IndexOf('E', StringComparison.Ordinal);
        var mantissa = exponentAt < 0 ? shortest : shortest[..exponentAt];
        var exponent = exponentAt < 0
            ? 0
            : int.Parse(shortest.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        var whole = dot < 0 ? mantissa : mantissa[..dot];
        var all = dot < 0 ? mantissa : whole + mantissa[(dot + 1)..];
        var significant = all.TrimStart('0');
        var point = whole.Length - (all.Length - significant.Length) + exponent;
        return (significant.TrimEnd('0'), point);
    }

    private static string Layout(string digits, int point)
    {
        var count = digits.Length;
        if (count <= point && point <= 21)
        {
            return digits + new string('0', point - count);
        }

        if (point is > 0 and <= 21)
        {
            return $"{digits[..point]}.{digits[point..]}";
        }

        if (point is > -6 and <= 0)
        {
            return $"0.{new string('0', -point)}{digits}";
        }

        var fraction = count == 1 ? "" : $".{digits[1..]}";
        var sign = point - 1 < 0 ? '-' : '+';
        return string.Create(CultureInfo.InvariantCulture, $"{digits[0]}{fraction}e{sign}{Math.Abs(point - 1)}");
    }
}
