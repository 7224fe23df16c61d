namespace Keyframe.Runtime.Controllers;

/// <summary>A failure that trying again cannot cure: logged once, and left until an object changes.</summary>
public sealed class TerminalException(string message, Exception? inner = null) : Exception(message, inner);
