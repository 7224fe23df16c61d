using Keyframe.Api.PromptVersions;
using Keyframe.Core.Canonical;
using Keyframe.Core.Faults;
using Keyframe.Core.Json;

namespace Keyframe.Core.Prompts;

/// <summary>
/// The digest of a prompt's content: SHA-256 over the canonical JSON of
/// <c>{"template": "…", "type": "text"}</c> or
/// <c>{"messages": [{"content": "…", "role": "system"}, {"placeholder": "history"}], "type": "chat"}</c>.
/// </summary>
/// <remarks>
/// The template language is not part of it. A digest names content, wherever it is kept: a registry stores the same text without
/// a language, and where the language is detected a better detection in a later version must not give known content another
/// digest. What the language changes is covered all the same, by the snapshot's digest, since snapshot.json carries it.
/// Neither are variables (they follow from the template), author and commit message (who and why, not what).
/// </remarks>
public static class PromptDigest
{
    /// <summary>The digest of a template that has either text or messages.</summary>
    /// <param name="template">The template.</param>
    /// <returns>The digest, or InvalidContent with the place of what cannot be kept.</returns>
    /// <exception cref="ArgumentException">The template has neither text nor messages.</exception>
    public static Outcome<Digest> Of(PromptTemplate template)
    {
        ArgumentNullException.ThrowIfNull(template);
        try
        {
            var content = CanonicalJson.Serialize(PromptContent.Of(template), CoreJsonContext.Default.PromptContent);
            return new Outcome<Digest>(Digest.Of(content));
        }
        catch (CanonicalizationException exception)
        {
            return new Outcome<Digest>(Fault.From(exception, "template"));
        }
    }
}
