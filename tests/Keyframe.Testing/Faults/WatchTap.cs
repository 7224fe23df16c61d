using System.IO.Pipelines;
using System.Net;
using System.Text;

namespace Keyframe.Testing.Faults;

/// <summary>The body of a watch, on its way from a server: lines pass as they come, until the test decides otherwise.</summary>
public sealed class WatchTap : HttpContent
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<Action<string>> _fates = [];
    private readonly CancellationTokenSource _end = new();
    private readonly HttpResponseMessage _answer;
    private readonly Lock _gate = new();
    private bool _isDone;

    /// <summary>Takes over the body of an answer.</summary>
    public WatchTap(HttpResponseMessage answer, HttpContent body)
    {
        _answer = answer;
        Headers.ContentType = body.Headers.ContentType;
        _ = Task.Run(() => PumpAsync(body, _end.Token));
    }

    /// <summary>Completes when the client lets go of it.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Puts text into the stream.</summary>
    public void Inject(string text)
    {
        lock (_gate)
        {
            if (!_isDone)
            {
                _pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask().GetAwaiter().GetResult();   // never pauses
            }
        }
    }

    /// <summary>The next line, with its line feed, is handed to the test instead of passed on.</summary>
    public void Next(Action<string> fate)
    {
        lock (_gate)
        {
            _fates.Enqueue(fate);
        }
    }

    /// <summary>Nothing comes any more, and no end.</summary>
    public void Stall()
    {
        lock (_gate)
        {
            _isDone = true;
        }
    }

    /// <summary>An end as a server makes it.</summary>
    public void End() => Complete(null);

    /// <summary>An end as a network makes it.</summary>
    public void Break() => Complete(new IOException("connection reset by peer"));

    /// <inheritdoc/>
    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(_pipe.Reader.AsStream());

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _pipe.Reader.CopyToAsync(stream);

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _closed.TrySetResult())
        {
            _end.Cancel();
            _answer.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Complete(Exception? reason)
    {
        lock (_gate)
        {
            if (!_isDone)
            {
                _isDone = true;
                _pipe.Writer.Complete(reason);
            }
        }
    }

    private async Task PumpAsync(HttpContent body, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream stream = await body.ReadAsStreamAsync(cancellationToken);
            using var lines = new StreamReader(stream);
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                Pass(line + "\n");
            }

            End();
        }
        catch (Exception e)
        {
            Complete(new IOException("The server's stream broke.", e));
        }
    }

    private void Pass(string line)
    {
        lock (_gate)
        {
            Action<string> fate = _fates.TryDequeue(out Action<string>? chosen) ? chosen : Inject;
            fate(line);
        }
    }
}
