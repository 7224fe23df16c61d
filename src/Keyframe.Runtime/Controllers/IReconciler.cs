namespace Keyframe.Runtime.Controllers;

/// <summary>
/// Drives one object towards its desired state. It is told which object, not what happened: it looks at the present state and
/// acts on the difference, so that a missed, repeated or merged event makes no difference.
/// </summary>
public interface IReconciler
{
    /// <summary>
    /// Called for an object that changed, was asked for again, or failed before; never twice at once for one key. The object
    /// may be gone.
    /// </summary>
    /// <param name="key">The object.</param>
    /// <param name="cancellationToken">Cancelled when the process can no longer wait for it to finish.</param>
    /// <returns>When to look again, if not only on the next change.</returns>
    /// <exception cref="TerminalException">Only a change of an object can cure this; it is not retried.</exception>
    /// <remarks>
    /// Any other exception is logged and the key retried with exponential backoff, not before the time that an
    /// <see cref="Transport.ApiException.RetryAfter"/> asks for. After a write whose outcome is unknown the key is held back
    /// until the caches had the time to show it.
    /// </remarks>
    ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken);
}
