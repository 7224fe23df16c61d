namespace Keyframe.Runtime.Transport;

/// <summary>Decides whether the writes of a transport may go out. Reads always may.</summary>
internal interface IWriteFence
{
    /// <summary>Cancelled when the fence closes for good; ends the writes under way.</summary>
    CancellationToken Closed { get; }

    /// <summary>Refuses a write that may not go out now. Asked just before it is sent, so quick and without waiting.</summary>
    /// <exception cref="WriteFencedException">It may not.</exception>
    void ThrowIfClosed(ApiCall call, Exception? cause = null);

    /// <summary>A write ended in a way that leaves open whether the server does it, now or in a moment.</summary>
    void Unanswered();
}
