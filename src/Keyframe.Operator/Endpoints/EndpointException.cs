namespace Keyframe.Operator.Endpoints;

/// <summary>An endpoint cannot be opened; the message names the setting, the address and the reason.</summary>
internal sealed class EndpointException(string message, Exception inner) : Exception(message, inner);
