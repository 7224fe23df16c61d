using Keyframe.Api.Schema;

namespace Keyframe.Api.PromptVersions;

/// <summary>A prompt template: one text, or the messages of a chat.</summary>
[CelRule("has(self.text) != has(self.messages)", "exactly one of text and messages must be set")]
public sealed record PromptTemplate
{
    /// <summary>The template of a text prompt, kept byte for byte. At most 262,144 characters.</summary>
    [Bounds(0, 262_144)]
    public string? Text { get; init; }

    /// <summary>The messages of a chat prompt, in order.</summary>
    [Bounds(1, 64)]
    public IReadOnlyList<PromptMessage>? Messages { get; init; }

    /// <summary>
    /// The template language: Mustache ({{name}}, {{a.b}}), Jinja2 (also {% … %}), or None (no variables). Default: Jinja2 where
    /// the template has a {% block, Mustache otherwise.
    /// </summary>
    public TemplateEngine? Engine { get; init; }
}
