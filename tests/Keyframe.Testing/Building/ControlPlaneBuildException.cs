namespace Keyframe.Testing.Building;

/// <summary>A step of the build failed; the message names it, its log, and what to do next.</summary>
public sealed class ControlPlaneBuildException(string message, Exception? inner = null) : Exception(message, inner);
