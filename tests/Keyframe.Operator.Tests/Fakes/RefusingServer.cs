using System.Text;

namespace Keyframe.Operator.Tests.Fakes;

/// <summary>The other end of a connection: takes one request, and answers 401.</summary>
internal sealed class RefusingServer : MemoryStream
{
    private readonly StringBuilder _request = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
        ReadOnlyMemory<byte> left = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray().AsMemory(_sent);
        int count = Math.Min(left.Length, buffer.Length);
        left[..count].CopyTo(buffer);
        _sent += count;
        return count;
    }
}
