using Keyframe.Api.Snapshots;
using Keyframe.Core.Snapshots;

namespace Keyframe.Core.Changes;

/// <summary>What is known of a snapshot, for telling it from another one.</summary>
/// <param name="Name">Its object name.</param>
/// <param name="Digest">Its digest, once it has one.</param>
/// <param name="Spec">Its spec.</param>
/// <param name="Prompts">Its resolved prompts, as far as they are known.</param>
public sealed record SnapshotFacts(string Name, string? Digest, GenAIAppSnapshotSpec Spec, IReadOnlyList<PromptFacts> Prompts)
{
    /// <summary>
    /// Its document, where it is at hand. Where it is for both snapshots, what changed inside prompts can be told, and the specs
    /// are not looked at.
    /// </summary>
    public StoredSnapshot? Document { get; init; }
}
