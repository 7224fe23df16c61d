using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Keyframe.Core.Canonical;

/// <summary>Walks one value and writes its canonical form.</summary>
internal sealed class CanonicalWriter(IBufferWriter<byte> output)
{
    // 2^53: the largest integer up to which every integer is a double of its own.
    private const double MaxInteger = 9_007_199_254_740_992;
    private const string MaxIntegerDigits = "9007199254740992";
    private const int QuotedNumberLimit = 40;

    // Segments such as ".tools", "[1]" and "['a b']".
    private readonly List<string> path = [];

    public void Write(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                Nest(value, WriteObject);
                break;
            case JsonValueKind.Array:
                Nest(value, WriteArray);
                break;
            case JsonValueKind.String:
                CanonicalText.Write(output, Read(value));
                break;
            case JsonValueKind.Number:
                WriteNumber(value.GetRawText());
                break;
            case JsonValueKind.True:
                output.Write("true"u8);
                break;
            case JsonValueKind.False:
                output.Write("false"u8);
                break;
            case JsonValueKind.Null:
                output.Write("null"u8);
                break;
            default:
                throw Fault(CanonicalizationProblem.Undefined, "there is no value; remove it");
        }
    }

    // The path is as deep as the nesting, since each level adds one segment.
    private void Nest(JsonElement value, Action<JsonElement> write)
    {
        if (path.Count >= CanonicalJson.MaxDepth)
        {
            throw Fault(
                CanonicalizationProblem.Depth,
                $"nested deeper than {CanonicalJson.MaxDepth} levels; flatten it, or keep the inner part as text");
        }

        write(value);
    }

    private void WriteArray(JsonElement array)
    {
        output.Write("["u8);
        var index = 0;
        foreach (var item in array.EnumerateArray())
        {
            if (index > 0)
            {
                output.Write(","u8);
            }

            Descend(string.Create(CultureInfo.InvariantCulture, $"[{index++}]"), item);
        }

        output.Write("]"u8);
    }

    private void WriteObject(JsonElement value)
    {
        var properties = value.EnumerateObject().Select(property => (Name: Name(property), property.Value)).ToList();
        properties.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        output.Write("{"u8);
        for (var i = 0; i < properties.Count; i++)
        {
            var (name, inner) = properties[i];
            if (i > 0 && name == properties[i - 1].Name)
            {
                throw Fault(
                    CanonicalizationProblem.DuplicateProperty,
                    $"the property {CanonicalText.Quote(name)} is given twice; keep one of them");
            }

            if (i > 0)
            {
                output.Write(","u8);
            }

            CanonicalText.Write(output, name);
            output.Write(":"u8);
            Descend(Segment(name), inner);
        }

        output.Write("}"u8);
    }

    private void Descend(string segment, JsonElement inner)
    {
        path.Add(segment);
        Write(inner);
        path.RemoveAt(path.Count - 1);
    }

    private void WriteNumber(string literal)
    {
        var number = double.Parse(literal, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(number))
        {
            throw Fault(
                CanonicalizationProblem.Number,
                $"the number {Cut(literal)} is outside the range of a double; write it as text, in quotes");
        }

        var text = EcmaScriptNumber.Format(number);
        if (IsIntegerBeyondLimit(literal) || (Math.Abs(number) > MaxInteger && IsInteger(text)))
        {
            throw Fault(
                CanonicalizationProblem.Number,
                $"the integer {Cut(literal)} is beyond 2^53 ({MaxIntegerDigits}), where JSON readers no longer agree on "
                    + "the digits; write it as text, in quotes");
        }

        Encoding.UTF8.GetBytes(text, output);
    }

    // By its digits: 2^53+1 would read as the double 2^53.
    private static bool IsIntegerBeyondLimit(string literal)
    {
        var digits = literal.TrimStart('-');
        return IsInteger(digits) && (digits.Length > MaxIntegerDigits.Length
            || (digits.Length == MaxIntegerDigits.Length && string.CompareOrdinal(digits, MaxIntegerDigits) > 0));
    }

    private static bool IsInteger(string number) => number.AsSpan().IndexOfAny(".eE") < 0;

    private static string Cut(string literal) =>
        literal.Length <= QuotedNumberLimit ? literal : $"{literal.AsSpan(0, QuotedNumberLimit)}…";

    private string Read(JsonElement value)
    {
        string text;
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // The runtime refuses lone surrogates and invalid UTF-8 without saying where.
            var flaw = TextFlaw.FindInJson(JsonMarshal.GetRawUtf8Value(value)[1..^1]);
            throw Fault(CanonicalizationProblem.Text, $"the text {flaw.Describe()}; remove it");
        }

        return TextFlaw.Find(text) is { } found
            ? throw Fault(CanonicalizationProblem.Text, $"the text {found.Describe()}; remove it")
            : text;
    }

    private string Name(JsonProperty property)
    {
        string name;
        try
        {
            name = property.Name;
        }
        catch (InvalidOperationException)
        {
            var flaw = TextFlaw.FindInJson(JsonMarshal.GetRawUtf8PropertyName(property));
            throw Fault(CanonicalizationProblem.Text, $"a property name {flaw.Describe()}; rename it");
        }

        return TextFlaw.Find(name) is { } found
            ? throw Fault(
                CanonicalizationProblem.Text, $"the property name {CanonicalText.Quote(name)} {found.Describe()}; rename it")
            : name;
    }

    private static string Segment(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? $".{name}"
            : $"[{CanonicalText.Quote(name)}]";

    private CanonicalizationException Fault(CanonicalizationProblem problem, string detail) =>
        new(problem, "$" + string.Concat(path), detail);
}
