namespace Keyframe.Runtime.Transport;

/// <summary>
/// The server answered with something that is not an object of the expected contract. On a watch it means that an event was
/// lost to us, so whoever follows the watch has to list again.
/// </summary>
public sealed class UndecodableException(string message, Exception? inner = null) : Exception(message, inner);
