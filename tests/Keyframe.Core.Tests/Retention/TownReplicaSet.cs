namespace Keyframe.Core.Tests.Retention;

/// <summary>A ReplicaSet of a <see cref="Town"/>.</summary>
internal sealed record TownReplicaSet(string Uid, bool Mounts, int Image, string? Controller, int Used);
