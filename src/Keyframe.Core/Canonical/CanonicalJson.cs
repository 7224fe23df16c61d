using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Keyframe.Core.Canonical;

/// <summary>
/// Canonical JSON after RFC 8785 (JCS): no white space, properties sorted by UTF-16 code units, numbers as ECMAScript prints
/// doubles, the fewest possible escapes, UTF-8. Text is kept as it is: neither Unicode nor newlines are normalized.
/// </summary>
/// <remarks>
/// Refused, since readers would disagree or content would be lost: NUL and lone surrogates in text (an API server silently
/// replaces the latter), integers beyond 2^53, numbers outside the range of a double, properties named twice, and nesting beyond
/// <see cref="MaxDepth"/>. An integer is a number whose canonical form, or whose own spelling, has neither fraction nor exponent:
/// 1e30 is accepted and stays 1e+30, while 1e20, which would become 100000000000000000000, is refused. So everything accepted is
/// accepted again in its canonical form. Other numbers are rounded to the nearest double, as the RFC demands.
/// </remarks>
public static class CanonicalJson
{
    /// <summary>How deep arrays and objects may be nested; the root counts.</summary>
    public const int MaxDepth = 64;

    /// <summary>The canonical form of a value.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The UTF-8 bytes.</returns>
    /// <exception cref="CanonicalizationException">The value has no canonical form.</exception>
    public static byte[] Serialize(JsonElement value)
    {
        var output = new ArrayBufferWriter<byte>();
        new CanonicalWriter(output).Write(value);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The canonical form of an object under its JSON contract.</summary>
    /// <param name="value">The object.</param>
    /// <param name="typeInfo">The contract; faithful converters replace its own for text and <see cref="JsonElement"/>.</param>
    /// <typeparam name="T">The type.</typeparam>
    /// <returns>The UTF-8 bytes.</returns>
    /// <exception cref="CanonicalizationException">
    /// The object has no canonical form. A property name that holds a lone surrogate is reported at the root, by its name.
    /// </exception>
    public static byte[] Serialize<T>(T value, JsonTypeInfo<T> typeInfo)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        using var document = Parse(value, typeInfo);
        return Serialize(document.RootElement);
    }

    // System.Text.Json would write U+FFFD for a lone surrogate of a string and throw without a path for one of an element. The
    // faithful converters carry both over as escapes, so that the canonical writer finds every flaw in one way.
    private static JsonDocument Parse<T>(T value, JsonTypeInfo<T> typeInfo)
    {
        // Equal options share one metadata cache, so copies are cheap after the first.
        var options = new JsonSerializerOptions(typeInfo.Options)
        {
            Converters = { FaithfulStringConverter.Instance, FaithfulElementConverter.Instance },
        };
        var json = JsonSerializer.SerializeToUtf8Bytes(value, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)));
        return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = int.MaxValue });
    }
}
