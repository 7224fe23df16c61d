using Keyframe.Api.PromptVersions;
using Keyframe.Core.Prompts;

namespace Keyframe.Core.Snapshots;

/// <summary>A resolved prompt that goes into a snapshot's document.</summary>
/// <param name="Name">The name under which the application reads it.</param>
/// <param name="Prompt">The logical name of the prompt.</param>
/// <param name="Version">The version of the prompt.</param>
/// <param name="Material">Its content, also where the prompt came from a source.</param>
/// <param name="Engine">The template language in force, given or detected.</param>
/// <param name="Variables">The variables of the template.</param>
/// <param name="Digest">The prompt's digest.</param>
public sealed record PromptInput(
    string Name,
    string Prompt,
    string Version,
    PromptMaterial Material,
    TemplateEngine Engine,
    IReadOnlyList<string> Variables,
    string Digest);
