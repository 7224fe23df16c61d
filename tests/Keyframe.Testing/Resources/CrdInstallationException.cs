namespace Keyframe.Testing.Resources;

/// <summary>A custom resource definition could not be installed.</summary>
public sealed class CrdInstallationException(string message, Exception? inner = null) : Exception(message, inner);
