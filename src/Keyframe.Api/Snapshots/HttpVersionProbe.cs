using Keyframe.Api.Schema;

namespace Keyframe.Api.Snapshots;

/// <summary>A JSON document over HTTP that tells the version of an index.</summary>
public sealed record HttpVersionProbe
{
    /// <summary>The URL: https unless the installation allows plain HTTP, without a user and a fragment.</summary>
    [Required]
    [Bounds(1, 2048)]
    [Pattern("^https?://[^/?#@]+(/[^?#]*)?([?][^#]*)?$")]
    public string Url { get => field ?? ""; init; }

    /// <summary>
    /// Where the version stands in the answer, as a JSON Pointer (RFC 6901) such as /index/version. A text of at most 256
    /// characters, a number or a boolean is compared with indexVersion as JSON spells it (7 is not 7.0), without quotes and without
    /// white space at its ends. Empty for the whole document.
    /// </summary>
    [Required]
    [Bounds(0, 512)]
    [Pattern("^(/([^~]|~[01])*)?$")]
    public string JsonPointer { get => field ?? ""; init; }
}
