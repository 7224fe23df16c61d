using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Keyframe.Registries.Http;

/// <summary>What a registry answered.</summary>
/// <param name="Status">The status.</param>
/// <param name="MediaType">The media type of the body, without parameters; null where none is given.</param>
/// <param name="Body">The body, whole.</param>
/// <param name="RetryAfter">What the server asked to wait before another try; null where it did not.</param>
internal sealed record RegistryAnswer(HttpStatusCode Status, string? MediaType, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter)
{
    /// <summary>Reads the body as JSON.</summary>
    /// <param name="contract">What is expected.</param>
    /// <exception cref="RegistryException">It is not that.</exception>
    public T Read<T>(JsonTypeInfo<T> contract) => JsonSerializer.Deserialize(Body.Span, contract)!;
}
