namespace Keyframe.Testing.ControlPlanes;

/// <summary>No control plane could be found or started; the message says why for each way, and what to do.</summary>
public sealed class ControlPlaneUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
