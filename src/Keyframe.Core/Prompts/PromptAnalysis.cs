using Keyframe.Api.PromptVersions;
using Keyframe.Core.Canonical;
using Keyframe.Core.Faults;

namespace Keyframe.Core.Prompts;

/// <summary>What there is to say about a prompt version without looking at anything else.</summary>
/// <param name="Pin">
/// The content and settings with their digests; null while there is no content (a source that is not resolved yet) or where it cannot
/// be kept. It is given also where the template itself is at fault.
/// </param>
/// <param name="Engine">The template language in force, given or detected; None while there is no content.</param>
/// <param name="Variables">
/// The variables that the template uses, once each, sorted by UTF-16 code units. For Jinja2 a guess. Empty where the template
/// does not parse.
/// </param>
/// <param name="Fault">Why the prompt cannot be used; null when it can, or when there is no content yet.</param>
/// <param name="Advice">What its author should look at although the prompt can be used; null when there is nothing.</param>
public sealed record PromptAnalysis(
    PromptPin? Pin, TemplateEngine Engine, IReadOnlyList<string> Variables, Fault? Fault, string? Advice)
{
    /// <summary>The digest of the content.</summary>
    public Digest? Digest => Pin?.Digest;
}
