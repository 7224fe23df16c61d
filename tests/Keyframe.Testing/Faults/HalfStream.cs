namespace Keyframe.Testing.Faults;

/// <summary>Gives what there is, and then nothing any more, or a reset.</summary>
internal sealed class HalfStream(byte[] content, bool stalls) : Stream
{
    private int _given;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_given == content.Length)
        {
            await (stalls
                ? Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken)
                : Task.FromException(new IOException("connection reset by peer")));
        }

        int length = Math.Min(buffer.Length, content.Length - _given);
        content.AsMemory(_given, length).CopyTo(buffer);
        _given += length;
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Bodies are read asynchronously, so that they can be cancelled.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
