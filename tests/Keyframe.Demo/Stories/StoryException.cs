namespace Keyframe.Demo.Stories;

/// <summary>The story did not go as it should; the message says where, and what to look at.</summary>
internal sealed class StoryException(string message) : Exception(message);
