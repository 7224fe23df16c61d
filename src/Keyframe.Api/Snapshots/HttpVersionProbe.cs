using Keyframe.Api.Schema;

namespace Keyframe.Api.Snapshots;

/// <summary>A JSON document that tells a version. It is asked for without credentials, under the rules for prompt registries.</summary>
public sealed record HttpVersionProbe
{
    /// <summary>The URL, https unless the installation allows plain HTTP.</summary>
    [Required]
    [Bounds(1, 2048)]
    [Pattern("^https?://[^/?#@]+(/[^?#]*)?([?][^#]*)?$")]
    public string Url { get => field ?? ""; init; }

    /// <summary>
    /// Where the version stands in the answer, as a JSON Pointer (RFC 6901) such as /index/version. A text, a number or a boolean is
    /// compared with indexVersion as JSON spells it, without quotes. Empty for the whole document.
    /// </summary>
    [Required]
    [Bounds(0, 512)]
    [Pattern("^(/([^~]|~[01])*)?$")]
    public string JsonPointer { get => field ?? ""; init; }
}
