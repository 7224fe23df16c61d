using Keyframe.Api.Conditions;
using Keyframe.Api.Schema;

namespace Keyframe.Api.PromptVersions;

/// <summary>What the operator observed of a PromptVersion.</summary>
public sealed record PromptVersionStatus : IStatus
{
    /// <summary>The generation of the spec that this status speaks of; -1 before the operator's first look.</summary>
    public long ObservedGeneration { get; set; } = -1;

    /// <summary>Ready, Reconciling, Stalled, Resolved, TemplateValid, SourceInSync, ParentFound.</summary>
    [ListMap("type")]
    [Bounds(0, 16)]
    public IReadOnlyList<Condition> Conditions { get => field ?? []; init; }

    /// <summary>
    /// SHA-256 of the prompt's type, template and response format in canonical JSON (RFC 8785), as sha256: and 64 hex digits.
    /// </summary>
    public string? Digest { get; init; }

    /// <summary>SHA-256 of the model configuration in canonical JSON; absent where there is none.</summary>
    public string? SettingsDigest { get; init; }

    /// <summary>SHA-256 of the whole spec at the operator's first look; a later spec with another one is refused.</summary>
    public string? SpecDigest { get; init; }

    /// <summary>The template language that is in force, given or detected.</summary>
    public TemplateEngine? Engine { get; init; }

    /// <summary>The variables that the template uses, in alphabetical order.</summary>
    [Bounds(0, 1024)]
    public IReadOnlyList<string>? Variables { get; init; }

    /// <summary>For a source: what it was resolved to.</summary>
    public ResolvedSource? Resolved { get; init; }

    /// <summary>
    /// For a source: the immutable ConfigMap that pins its content. Its key prompt.json has exactly the bytes of which digest is the
    /// SHA-256, and settings.json, where there is a model configuration, those of settingsDigest.
    /// </summary>
    public ObjectNameReference? ContentRef { get; init; }

    /// <summary>How the response format differs from the parent's; absent where there is no parent to compare with.</summary>
    public ResponseFormatComparison? ResponseFormat { get; init; }
}
