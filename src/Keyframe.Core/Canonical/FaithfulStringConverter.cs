using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Keyframe.Core.Canonical;

/// <summary>Writes text so that a lone surrogate survives as its escape instead of turning into U+FFFD.</summary>
internal sealed class FaithfulStringConverter : JsonConverter<string>
{
    public static readonly FaithfulStringConverter Instance = new();

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        var output = new ArrayBufferWriter<byte>(value.Length + 2);
        CanonicalText.Write(output, value);
        writer.WriteRawValue(output.WrittenSpan, skipInputValidation: true);
    }

    // A writer takes no raw property names, so this is the one place where the path is not known.
    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        if (TextFlaw.Find(value) is { } flaw)
        {
            throw new CanonicalizationException(
                CanonicalizationProblem.Text,
                "$",
                $"the property name {CanonicalText.Quote(value)} {flaw.Describe()}; rename it");
        }

        writer.WritePropertyName(value);
    }
}
