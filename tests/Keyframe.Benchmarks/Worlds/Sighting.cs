namespace Keyframe.Benchmarks.Worlds;

/// <summary>An object seen as it was expected to become.</summary>
/// <param name="Timestamp">When, by the stopwatch.</param>
/// <param name="ResourceVersion">At which version, which is etcd's count of all writes.</param>
internal readonly record struct Sighting(long Timestamp, long ResourceVersion);
