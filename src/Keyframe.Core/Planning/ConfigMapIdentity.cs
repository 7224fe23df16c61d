namespace Keyframe.Core.Planning;

/// <summary>A live ConfigMap, as far as its metadata tells.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Its uid.</param>
/// <param name="ResourceVersion">Its version.</param>
/// <param name="Owners">Its owners.</param>
public sealed record ConfigMapIdentity(string Name, string Uid, string ResourceVersion, IReadOnlyList<OwnerIdentity> Owners)
{
    /// <summary>What to write so that an object is among the owners: nothing where it is already.</summary>
    /// <param name="owner">The object.</param>
    public IReadOnlyList<ConfigMapWrite> OwnedBy(OwnerIdentity owner) =>
        Owners.Any(present => present.Uid == owner.Uid)
            ? []
            : [new ConfigMapWrite.SetOwners(Name, Uid, ResourceVersion, [.. Owners, owner])];
}
