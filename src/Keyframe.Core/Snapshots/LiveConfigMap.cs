using Keyframe.Api.Conditions;
using Keyframe.Core.Canonical;
using Keyframe.Core.Faults;
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

    /// <summary>
    /// What keeps it from being taken for the ConfigMap that was recorded; null where nothing does. It is judged by its own bytes,
    /// so that neither prompts are needed nor an operator that would render them in the same way.
    /// </summary>
    /// <param name="recorded">The digest that was recorded.</param>
    public string? ProblemAs(Digest recorded)
    {
        if (!StoredSnapshot.Read(Data, recorded).TryGet(out StoredSnapshot? stored, out Fault? fault))
        {
            return fault.Reason == Reasons.DigestMismatch ? "its snapshot.json has another digest" : fault.Message.TrimEnd('.');
        }

        return StoredFiles.ProblemOf(stored, Data)
            ?? (Immutable
                ? null
                : "it holds what was recorded, but everybody may change it: "
                    + $"kubectl patch configmap {Identity.Name} --type=merge -p '{{\"immutable\":true}}'");
    }
}
