using System.Net;

namespace Keyframe.Runtime.Transport;

/// <summary>
/// The body of a write that asks the fence once more when the connection takes it. Between the first question and this moment lie
/// handlers, credentials and the making of a connection, and the process may have been frozen there.
/// </summary>
internal sealed class FencedContent(byte[] body, ApiCall call, IWriteFence fence) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        fence.ThrowIfClosed(call);
        return stream.WriteAsync(body, cancellationToken).AsTask();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
