using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using k8s;
using k8s.Models;
using Keyframe.Runtime.Caching;

namespace Keyframe.Runtime.Transport;

/// <summary>
/// Reads one page of a list, decoding each object as soon as its last byte is there: no more of the body is held than the
/// object being read and what was received after it. One reader reads one page.
/// </summary>
internal sealed class ListReader<T>(ObjectDecoder<T> decoder)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private const int BufferSize = 64 * 1024;

    private readonly List<T> _items = [];
    private readonly List<UndecodableObject> _undecodable = [];
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = int.MaxValue });
    private ResourceVersion _version = new("");
    private string _continue = "";
    private bool _isObject;
    private bool _isInItems;

    // How deep the wanted values lie; null where none are.
    private int? _depth;

    // Where the wanted value begins that is not complete yet, and where scanning goes on: from the first byte the pipe holds.
    private long? _start;
    private long _scanned;

    public async Task<DecodedList<T>> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        PipeReader pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: BufferSize, leaveOpen: true));
        try
        {
            int least = BufferSize;
            ReadResult result;
            do
            {
                result = await pipe.ReadAtLeastAsync(least, cancellationToken);
                Scan(result.Buffer, result.IsCompleted);
                long done = _start ?? _scanned;
                pipe.AdvanceTo(result.Buffer.GetPosition(done), result.Buffer.End);
                _scanned -= done;
                _start -= done;

                // The reader starts over with a half-received text: twice as much each time keeps that linear.
                least = (int)Math.Clamp(2 * (result.Buffer.Length - done), BufferSize, Array.MaxLength);
            }
            while (!result.IsCompleted);
        }
        finally
        {
            await pipe.CompleteAsync();
        }

        return _isObject
            ? new(new ListPage<T>(_items, _version) { Undecodable = _undecodable }, _continue)
            : throw new UndecodableException("The answer to a list is not an object.");
    }

    private void Scan(in ReadOnlySequence<byte> buffer, bool isLast)
    {
        long origin = _scanned;
        var reader = new Utf8JsonReader(buffer.Slice(origin), isLast, _state);
        while (reader.Read())
        {
            if (reader.CurrentDepth == 0)
            {
                _isObject = reader.TokenType == JsonTokenType.EndObject;
            }
            else if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName)
            {
                Enter(ref reader);
            }
            else if (reader.CurrentDepth == 1 && _isInItems)
            {
                _depth = reader.TokenType == JsonTokenType.StartArray ? 2 : null;
            }
            else if (reader.CurrentDepth == _depth && IsComplete(ref reader, origin))
            {
                Take(buffer.Slice(_start!.Value, origin + reader.BytesConsumed - _start.Value));
                _start = null;
            }
        }

        _scanned = origin + reader.BytesConsumed;
        _state = reader.CurrentState;
    }

    /// <summary>As everywhere in JSON, the last of several members of one name counts.</summary>
    private void Enter(ref Utf8JsonReader reader)
    {
        _isInItems = reader.ValueTextEquals("items"u8);
        _depth = reader.ValueTextEquals("metadata"u8) ? 1 : null;
        if (_isInItems)
        {
            _items.Clear();
            _undecodable.Clear();
        }
    }

    private bool IsComplete(ref Utf8JsonReader reader, long origin)
    {
        _start ??= origin + reader.TokenStartIndex;
        return reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray);
    }

    private void Take(in ReadOnlySequence<byte> value)
    {
        if (_isInItems)
        {
            Decode(value);
            return;
        }

        using JsonDocument metadata = JsonDocument.Parse(value, JsonMembers.AnyDepth);
        _version = new ResourceVersion(JsonMembers.Text(metadata.RootElement, "resourceVersion"));
        _continue = JsonMembers.Text(metadata.RootElement, "continue");
    }

    private void Decode(in ReadOnlySequence<byte> value)
    {
        try
        {
            _items.Add(decoder.Read(value));
        }
        catch (Exception e) when (UndecodableException.Covers(e))
        {
            using JsonDocument odd = JsonDocument.Parse(value, JsonMembers.AnyDepth);
            ObjectKey key = JsonMembers.Key(JsonMembers.Member(odd.RootElement, "metadata"));
            _undecodable.Add(new UndecodableObject(key, e.Message));
        }
    }
}
