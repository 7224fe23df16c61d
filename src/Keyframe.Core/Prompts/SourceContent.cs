using Keyframe.Api.PromptVersions;

namespace Keyframe.Core.Prompts;

/// <summary>What stands at a prompt's source.</summary>
/// <param name="Material">The prompt.</param>
/// <param name="Resolved">Which version it is, for the record; the time is left to the planner.</param>
public sealed record SourceContent(PromptMaterial Material, ResolvedSource Resolved);
