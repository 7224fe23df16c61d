namespace Keyframe.Runtime.Election;

/// <summary>The lease that was ours turns out to be somebody else's.</summary>
internal sealed class LeaseTakenException(string message) : Exception(message);
