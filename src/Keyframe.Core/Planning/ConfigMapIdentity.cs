namespace Keyframe.Core.Planning;

/// <summary>A live ConfigMap, as far as its metadata tells.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Its uid.</param>
/// <param name="ResourceVersion">Its version.</param>
/// <param name="Owners">Its owners.</param>
public sealed record ConfigMapIdentity(string Name, string Uid, string ResourceVersion, IReadOnlyList<OwnerIdentity> Owners);
