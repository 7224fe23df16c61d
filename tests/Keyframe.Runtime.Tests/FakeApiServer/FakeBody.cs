using System.IO.Pipelines;
using System.Net;
using System.Text;

namespace Keyframe.Runtime.Tests.FakeApiServer;

/// <summary>The body of an answer, written by the test as it goes: it can stall, end, or break.</summary>
internal sealed class FakeBody : HttpContent
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FakeBody(string mediaType = "application/json") => Headers.ContentType = new(mediaType);

    /// <summary>Completes when the client lets go of the answer.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Completes when the server begins to send it.</summary>
    public Task Taken => _taken.Task;

    public FakeBody Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    public FakeBody Write(byte[] bytes)
    {
        _pipe.Writer.WriteAsync(bytes).AsTask().GetAwaiter().GetResult();   // never pauses: there is no threshold
        return this;
    }

    public FakeBody End()
    {
        _pipe.Writer.Complete();
        return this;
    }

    public FakeBody Break()
    {
        _pipe.Writer.Complete(new IOException("connection reset by peer"));
        return this;
    }

    protected override Task<Stream> CreateContentReadStreamAsync()
    {
        _taken.TrySetResult();
        return Task.FromResult(_pipe.Reader.AsStream());
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _pipe.Reader.CopyToAsync(stream);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        _closed.TrySetResult();
        base.Dispose(disposing);
    }
}
