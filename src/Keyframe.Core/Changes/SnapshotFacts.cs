using Keyframe.Api.Snapshots;

namespace Keyframe.Core.Changes;

/// <summary>What is known of a snapshot, for telling it from another one.</summary>
/// <param name="Name">Its object name.</param>
/// <param name="Digest">Its digest, once it has one.</param>
/// <param name="Spec">Its spec.</param>
/// <param name="Prompts">Its resolved prompts, as far as they are known.</param>
public sealed record SnapshotFacts(string Name, string? Digest, GenAIAppSnapshotSpec Spec, IReadOnlyList<PromptFacts> Prompts);
