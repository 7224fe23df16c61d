using Keyframe.Api.Schema;

namespace Keyframe.Api.PromptVersions;

/// <summary>One change of a response format.</summary>
public sealed record ResponseFormatChange
{
    /// <summary>Where, as a JSON Pointer into the answer: /items/*/price. Empty for the whole answer.</summary>
    [Bounds(0, 512)]
    public string Path { get => field ?? ""; init; }

    /// <summary>Whether it can break a reader.</summary>
    public ResponseCompatibility Compatibility { get; init; }

    /// <summary>What changed, in words.</summary>
    [Bounds(0, 512)]
    public string Message { get => field ?? ""; init; }
}
