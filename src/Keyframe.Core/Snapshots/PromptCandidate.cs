using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Prompts;

namespace Keyframe.Core.Snapshots;

/// <summary>A prompt that a snapshot names, and what was found under that name.</summary>
/// <param name="Reference">What the snapshot says.</param>
/// <param name="Version">The PromptVersion, or null.</param>
/// <param name="Material">Its content, inline or as pinned; null while it is not at hand.</param>
public sealed record PromptCandidate(SnapshotPrompt Reference, PromptVersion? Version, PromptMaterial? Material);
