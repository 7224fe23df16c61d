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

    // An object nested too deep is one object's fault: the page around it must be read all the same.
    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = int.MaxValue };

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
        using JsonDocument page = await JsonDocument.ParseAsync(body, AnyDepth, cancellationToken);
        if (page.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new UndecodableException("The answer to a list is not an object.");
        }

        List<T> items = [];
        List<UndecodableObject> undecodable = [];
        if (Member(page.RootElement, "items") is { ValueKind: JsonValueKind.Array } array)
        {
            items.Capacity = array.GetArrayLength();
            foreach (JsonElement element in array.EnumerateArray())
            {
                Decode(element, items, undecodable);
            }
        }

        JsonElement? metadata = Member(page.RootElement, "metadata");
        var version = new ResourceVersion(Text(metadata, "resourceVersion"));
        return new(new ListPage<T>(items, version) { Undecodable = undecodable }, Text(metadata, "continue"));
    }

    /// <summary>Reads the value that <paramref name="reader"/> stands at.</summary>
    public T Read(ref Utf8JsonReader reader) => Complete(JsonSerializer.Deserialize(ref reader, type.Json));

    /// <summary>
    /// Finds out which object an event was about that could not be decoded, and when; null where the line does not tell, so that
    /// something is lost.
    /// </summary>
    public static WatchEvent<T>? Salvage(in ReadOnlySequence<byte> line, Exception problem)
    {
        try
        {
            using JsonDocument change = JsonDocument.Parse(line, AnyDepth);
            string type = Text(change.RootElement, "type");
            JsonElement? metadata = Member(change.RootElement, "object") is { } item ? Member(item, "metadata") : null;
            var key = new ObjectKey(Text(metadata, "namespace"), Text(metadata, "name"));
            var version = new ResourceVersion(Text(metadata, "resourceVersion"));
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

    private void Decode(JsonElement element, List<T> items, List<UndecodableObject> undecodable)
    {
        try
        {
            items.Add(Complete(element.Deserialize(type.Json)));
        }
        catch (Exception e) when (UndecodableException.Covers(e))
        {
            JsonElement? metadata = Member(element, "metadata");
            var key = new ObjectKey(Text(metadata, "namespace"), Text(metadata, "name"));
            undecodable.Add(new UndecodableObject(key, e.Message));
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

        if (type.DropManagedFields)
        {
            decoded.Metadata.ManagedFields = null;
        }

        type.Transform?.Invoke(decoded);
        return decoded;
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) ? value : null;

    private static string Text(JsonElement? element, string name) =>
        element is { } parent && Member(parent, name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : "";
}
