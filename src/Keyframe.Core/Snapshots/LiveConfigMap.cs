using Keyframe.Core.Planning;

namespace Keyframe.Core.Snapshots;

/// <summary>A ConfigMap that stands where a snapshot's belongs, read whole.</summary>
/// <param name="Identity">What its metadata tells.</param>
/// <param name="Immutable">Whether its data can no longer change.</param>
/// <param name="Data">Its data.</param>
/// <param name="Manager">Who made it, as far as its managed fields tell.</param>
public sealed record LiveConfigMap(
    ConfigMapIdentity Identity, bool Immutable, IReadOnlyDictionary<string, string> Data, string Manager)
{
    /// <summary>Whether it is, byte for byte, what the document asks for.</summary>
    /// <param name="document">The document.</param>
    public bool Holds(SnapshotDocument document) =>
        Immutable && Data.Count == document.Files.Count
        && document.Files.All(file =>
            Data.TryGetValue(file.Key, out string? value) && string.Equals(value, file.Value, StringComparison.Ordinal));
}
