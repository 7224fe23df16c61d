using System.Buffers;
using System.Text.Json;
using k8s;
using k8s.Models;
using Keyframe.Runtime.Caching;

namespace Keyframe.Runtime.Transport;

/// <summary>
/// Turns JSON of one kind into objects. Bodies are read asynchronously, so that a stalled one can be cancelled.
/// </summary>
internal sealed class ObjectDecoder<T>(ResourceType<T> type)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>What System.Text.Json means by a depth of 0.</summary>
    private const int DefaultMaxDepth = 64;

    /// <summary>How deep an object may be nested, as its contract has it.</summary>
    public int MaxDepth { get; } = type.Json.Options.MaxDepth is > 0 and var depth ? depth : DefaultMaxDepth;

    public async Task<T> ReadObjectAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return Complete(await JsonSerializer.DeserializeAsync(body, type.Json, cancellationToken));
    }

    /// <summary>Reads one page, object by object: one that does not fit the contract is reported, not thrown.</summary>
    public async Task<DecodedList<T>> ReadListAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await new ListReader<T>(this).ReadAsync(body, cancellationToken);
    }

    /// <summary>Reads the value that <paramref name="reader"/> stands at.</summary>
    public T Read(ref Utf8JsonReader reader) => Complete(JsonSerializer.Deserialize(ref reader, type.Json));

    /// <summary>Reads one object that may lie in several pieces.</summary>
    public T Read(in ReadOnlySequence<byte> json)
    {
        if (json.IsSingleSegment)
        {
            return Complete(JsonSerializer.Deserialize(json.FirstSpan, type.Json));
        }

        // A reader of pieces would go over them once more to find the end, and then not tell where an object is too deep.
        int length = checked((int)json.Length);
        byte[] joined = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            json.CopyTo(joined);
            return Complete(JsonSerializer.Deserialize(joined.AsSpan(0, length), type.Json));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(joined);
        }
    }

    /// <summary>
    /// Finds out which object an event was about that could not be decoded, and when; null where the line does not tell, so that
    /// something is lost.
    /// </summary>
    public static WatchEvent<T>? Salvage(in ReadOnlySequence<byte> line, Exception problem)
    {
        try
        {
            using JsonDocument change = JsonDocument.Parse(line, JsonMembers.AnyDepth);
            string type = JsonMembers.Text(change.RootElement, "type");
            JsonElement? item = JsonMembers.Member(change.RootElement, "object");
            JsonElement? metadata = item is { } found ? JsonMembers.Member(found, "metadata") : null;
            ObjectKey key = JsonMembers.Key(metadata);
            var version = new ResourceVersion(JsonMembers.Text(metadata, "resourceVersion"));
            bool isTold = type is "ADDED" or "MODIFIED" or "DELETED" && key.Name.Length > 0 && version.Value.Length > 0;
            return isTold
                ? new WatchEvent<T>.Undecodable(new UndecodableObject(key, problem.Message), version, type == "DELETED")
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// List items of built-in kinds carry no kind, and metadata-only objects carry that of the envelope: here every object
    /// gets its own.
    /// </summary>
    private T Complete(T? decoded)
    {
        if (decoded?.Metadata is not { Name.Length: > 0 })
        {
            throw new UndecodableException("The object has no metadata.name.");
        }

        if (type.MetadataOnly || string.IsNullOrEmpty(decoded.Kind))
        {
            decoded.ApiVersion = type.ApiVersion;
            decoded.Kind = type.Kind;
        }

        type.Transform?.Invoke(decoded);
        return decoded;
    }
}
