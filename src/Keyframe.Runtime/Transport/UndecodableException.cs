using System.Text.Json;

namespace Keyframe.Runtime.Transport;

/// <summary>
/// The server answered with something that is not an object of the expected contract. On a watch it means that an event was
/// lost to us, so whoever follows the watch has to list again.
/// </summary>
public sealed class UndecodableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>
    /// What decoding may throw: the reader's own errors, and those of the contract's types (a converter, a constructor that
    /// checks its arguments).
    /// </summary>
    internal static bool Covers(Exception e) =>
        e is JsonException or UndecodableException or NotSupportedException or FormatException or ArgumentException
            or InvalidOperationException or OverflowException;
}
