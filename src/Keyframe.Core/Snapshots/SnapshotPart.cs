namespace Keyframe.Core.Snapshots;

/// <summary>One file of a snapshot's ConfigMap and what it weighs.</summary>
/// <param name="Name">The key, which is the file's name.</param>
/// <param name="Bytes">The UTF-8 bytes of key and value.</param>
public sealed record SnapshotPart(string Name, int Bytes);
