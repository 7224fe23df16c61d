using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Keyframe.Core.Canonical;

/// <summary>Writes an element's own bytes: duplicates, numbers and escapes reach the canonical writer as they are.</summary>
internal sealed class FaithfulElementConverter : JsonConverter<JsonElement>
{
    public static readonly FaithfulElementConverter Instance = new();

    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonElement.ParseValue(ref reader);

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            throw new CanonicalizationException(
                CanonicalizationProblem.Undefined, "$", "a free-form part holds no value; remove it");
        }

        writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
    }
}
