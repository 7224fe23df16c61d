using Keyframe.Api.Schema;

namespace Keyframe.Api.PromptVersions;

/// <summary>How the answers of two versions of a prompt differ, for whoever reads them.</summary>
public sealed record ResponseFormatComparison
{
    /// <summary>The PromptVersion compared with.</summary>
    public string Parent { get => field ?? ""; init; }

    /// <summary>Its digest then.</summary>
    public string? ParentDigest { get; init; }

    /// <summary>Whether a reader of the parent's answers can read these as well.</summary>
    public ResponseCompatibility Compatibility { get; init; }

    /// <summary>What changed, breaking changes first. At most 32; the rest is only counted.</summary>
    [Bounds(0, 32)]
    public IReadOnlyList<ResponseFormatChange>? Changes { get; init; }

    /// <summary>How many changes are not listed; absent where all are.</summary>
    public int? Omitted { get; init; }
}
