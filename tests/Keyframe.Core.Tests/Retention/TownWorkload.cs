namespace Keyframe.Core.Tests.Retention;

/// <summary>The Deployment of a <see cref="Town"/>.</summary>
internal sealed record TownWorkload(string Uid, bool Mounts, int Image, int Version, bool Observed);
