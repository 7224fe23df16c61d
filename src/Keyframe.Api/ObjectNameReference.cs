using Keyframe.Api.Schema;

namespace Keyframe.Api;

/// <summary>Names an object of a known kind in the same namespace. There is no namespace field on purpose.</summary>
public sealed record ObjectNameReference
{
    /// <summary>The object's name.</summary>
    [Required]
    [Bounds(1, 253)]
    [Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")]
    public string Name { get => field ?? ""; init; }
}
