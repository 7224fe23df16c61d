using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using k8s;
using k8s.Models;
using Keyframe.Runtime.Caching;

namespace Keyframe.Runtime.Transport;

/// <summary>
/// The events of one watch: one JSON object a line, each decoded where it lies in the buffer. Lines may be of any length.
/// </summary>
internal sealed class WatchStream<T>(ApiCall call, Stream body, ObjectDecoder<T> decoder)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private const int BufferSize = 64 * 1024;

    // One level more than the object: the event around it.
    private readonly JsonReaderOptions _reading = new() { MaxDepth = (int)Math.Min(int.MaxValue, decoder.MaxDepth + 1L) };

    public async IAsyncEnumerable<WatchEvent<T>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        PipeReader pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: BufferSize, leaveOpen: true));
        try
        {
            while (true)
            {
                ReadResult result = await pipe.ReadAsync(cancellationToken);
                ReadOnlySequence<byte> buffer = result.Buffer;
                while (TakeLine(ref buffer, out ReadOnlySequence<byte> line))
                {
                    if (!IsBlank(line))
                    {
                        yield return Decode(line);
                    }
                }

                pipe.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                {
                    // Every event ends with a line feed: what is left over is half an event, and will be sent again.
                    if (!IsBlank(buffer))
                    {
                        throw new IOException($"{call}: the stream ended in the middle of an event.");
                    }

                    yield break;
                }
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    private static bool TakeLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is not { } end)
        {
            line = default;
            return false;
        }

        line = buffer.Slice(0, end);
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return true;
    }

    private static bool IsBlank(in ReadOnlySequence<byte> line)
    {
        foreach (ReadOnlyMemory<byte> part in line)
        {
            if (part.Span.ContainsAnyExcept(" \t\r\n"u8))
            {
                return false;
            }
        }

        return true;
    }

    private WatchEvent<T> Decode(in ReadOnlySequence<byte> line)
    {
        try
        {
            return Parse(line);
        }
        catch (Exception e) when (UndecodableException.Covers(e))
        {
            return ObjectDecoder<T>.Salvage(line, e)
                ?? throw new UndecodableException($"{call}: an event of the watch cannot be decoded: {e.Message}", e);
        }
    }

    private WatchEvent<T> Parse(in ReadOnlySequence<byte> line)
    {
        var reader = new Utf8JsonReader(line, _reading);
        Utf8JsonReader early = default;   // the object, should it ever come before its type
        bool isEarly = false;
        string? type = null;
        WatchEvent<T>? parsed = null;
        reader.Read();
        Expect(reader.TokenType == JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isType = reader.ValueTextEquals("type"u8);
            bool isObject = reader.ValueTextEquals("object"u8);
            reader.Read();
            if (isType)
            {
                type = reader.GetString();
            }
            else if (isObject && type is not null)
            {
                parsed = Event(type, ref reader);
            }
            else
            {
                if (isObject)
                {
                    early = reader;
                    isEarly = true;
                }

                reader.Skip();
            }
        }

        Expect(reader.TokenType == JsonTokenType.EndObject && !reader.Read() && type is not null);
        if (parsed is null && isEarly)
        {
            parsed = Event(type!, ref early);
        }

        return parsed ?? throw new UndecodableException("The event has no object.");
    }

    private WatchEvent<T> Event(string type, ref Utf8JsonReader reader) => type switch
    {
        "ADDED" => new WatchEvent<T>.Added(decoder.Read(ref reader)),
        "MODIFIED" => new WatchEvent<T>.Modified(decoder.Read(ref reader)),
        "DELETED" => new WatchEvent<T>.Deleted(decoder.Read(ref reader)),
        "BOOKMARK" => new WatchEvent<T>.Bookmark(VersionOf(ref reader)),
        "ERROR" => throw Refusal(ref reader),
        _ => throw new UndecodableException($"The event type {type} is not known."),
    };

    private static ResourceVersion VersionOf(ref Utf8JsonReader reader) =>
        JsonSerializer.Deserialize(ref reader, RuntimeJson.Default.BookmarkObject)?.Metadata?.ResourceVersion is { Length: > 0 } v
            ? new ResourceVersion(v)
            : throw new UndecodableException("A bookmark has no version.");

    private ApiException Refusal(ref Utf8JsonReader reader)
    {
        V1Status status = JsonSerializer.Deserialize(ref reader, RuntimeJson.Default.V1Status)
            ?? throw new UndecodableException("An ERROR event has no Status.");
        return ApiException.Answered(call, (HttpStatusCode)(status.Code ?? 500), status, null);
    }

    private static void Expect(bool holds)
    {
        if (!holds)
        {
            throw new UndecodableException("A line is not a watch event.");
        }
    }
}
