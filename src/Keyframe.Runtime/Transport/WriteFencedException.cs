namespace Keyframe.Runtime.Transport;

/// <summary>
/// A write was not sent, or was cut off, because we do not lead. There is nothing to retry: reconciling has not begun or is over.
/// </summary>
public sealed class WriteFencedException : Exception
{
    internal WriteFencedException(string message, Exception? cause)
        : base(message, cause)
    {
    }
}
