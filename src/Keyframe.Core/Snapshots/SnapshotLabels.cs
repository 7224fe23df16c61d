using Keyframe.Api.Naming;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Canonical;

namespace Keyframe.Core.Snapshots;

/// <summary>
/// Labels by which a snapshot and its ConfigMap are found: by application, by digest, and by a version of a prompt, as in
/// <c>kubectl get gsnap -l prompt.keyframe.dev/support-system=7</c>.
/// </summary>
public static class SnapshotLabels
{
    /// <summary>The labels of a snapshot that is materialized.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="status">Its status, with digest and prompts.</param>
    /// <remarks>Of a prompt that a snapshot uses in two versions, the label has the one whose name in the snapshot sorts first.</remarks>
    public static IReadOnlyDictionary<string, string> Of(GenAIAppSnapshot snapshot, GenAIAppSnapshotStatus status)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(status);
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { [Labels.App] = snapshot.Spec.App };
        if (Digest.TryParse(status.Digest, out Digest digest))
        {
            labels[Labels.ShortDigest] = digest.Short;
        }

        foreach (ResolvedPrompt prompt in (status.Prompts ?? []).OrderBy(prompt => prompt.Name, StringComparer.Ordinal))
        {
            labels.TryAdd(Labels.PromptPrefix + prompt.Prompt, prompt.Version);
        }

        return labels;
    }
}
