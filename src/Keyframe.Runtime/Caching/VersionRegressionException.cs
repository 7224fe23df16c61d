namespace Keyframe.Runtime.Caching;

/// <summary>A watch delivered a version older than one already seen: its server's history is not the one we followed.</summary>
internal sealed class VersionRegressionException(ResourceVersion seen, ResourceVersion delivered)
    : Exception($"The watch went back from version {seen} to {delivered}.");
