using System.Text.Json;
using System.Text.Json.Serialization;
using CommunityToolkit.HighPerformance.Buffers;

namespace Keyframe.Core.Json;

/// <summary>
/// Reads strings so that equal ones are one object. Thousands of cached objects repeat the same label keys, managers, mount paths and
/// variable names; together they are the larger half of what a projection holds. The pool is bounded: a string that occurs once
/// is soon forgotten by it.
/// </summary>
/// <remarks>For contracts of caches, by <c>JsonSourceGenerationOptions.Converters</c>; what is written is not changed by it.</remarks>
public sealed class PooledStringConverter : JsonConverter<string>
{
    /// <summary>Longer ones are text, and hardly ever equal.</summary>
    private const int MaxLength = 96;

    private readonly StringPool _pool = new();

    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Pooled(ref reader);

    /// <inheritdoc/>
    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Pooled(ref reader)!;

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value);

    private string? Pooled(ref Utf8JsonReader reader)
    {
        bool isText = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName;
        long bytes = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (!isText || bytes > MaxLength)
        {
            return reader.GetString();
        }

        Span<char> text = stackalloc char[MaxLength];   // never more characters than bytes
        return _pool.GetOrAdd(text[..reader.CopyString(text)]);
    }
}
