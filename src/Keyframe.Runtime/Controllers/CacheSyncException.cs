namespace Keyframe.Runtime.Controllers;

/// <summary>
/// A cache did not fill in time. The message names each kind and what the server said last, so that it can be acted upon.
/// </summary>
public sealed class CacheSyncException(string message) : Exception(message);
