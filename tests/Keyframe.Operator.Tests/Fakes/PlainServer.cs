using System.Text;

namespace Keyframe.Operator.Tests.Fakes;

/// <summary>The other end of a connection: takes one request, and answers with a status and a body.</summary>
internal sealed class PlainServer(string status, string contentType, string body) : MemoryStream
{
    private readonly StringBuilder _request = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ReadOnlyMemory<byte> _answer = Encoding.UTF8.GetBytes(
        $"HTTP/1.1 {status}\r\nContent-Type: {contentType}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n"
        + $"Connection: close\r\n\r\n{body}");

    private int _sent;

    /// <summary>A header of the request; null where it has none of that name.</summary>
    public string? Header(string name) => _request.ToString().Split("\r\n")
        .FirstOrDefault(line => line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _request.Append(Encoding.Latin1.GetString(buffer.Span));
        if (_request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            _asked.TrySetResult();
        }

        return ValueTask.CompletedTask;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0)
        {
            return 0;
        }

        await _asked.Task.WaitAsync(cancellationToken);
        int count = Math.Min(_answer.Length - _sent, buffer.Length);
        _answer.Span.Slice(_sent, count).CopyTo(buffer.Span);
        _sent += count;
        return count;
    }
}
