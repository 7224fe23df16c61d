using System.Net;

namespace Keyframe.Runtime.Transport;

/// <summary>
/// The body of a write that asks the fence once more when the connection takes it. Between the first question and this moment lie
/// handlers, credentials and the making of a connection, and the process may have been frozen there.
/// </summary>
internal sealed class FencedContent(byte[] body, ApiCall call, IWriteFence fence) : ByteArrayContent(body)
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        fence.ThrowIfClosed(call);
        return base.SerializeToStreamAsync(stream, context, cancellationToken);
    }
}
