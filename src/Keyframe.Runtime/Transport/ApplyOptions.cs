namespace Keyframe.Runtime.Transport;

/// <summary>How a server-side apply is done.</summary>
public sealed record ApplyOptions
{
    /// <summary>
    /// Takes fields from other managers. Default false: a field that someone else owns with another value fails the apply
    /// with <see cref="ApiException.FieldConflicts"/>.
    /// </summary>
    public bool Force { get; init; }

    /// <summary>The subresource to apply to, such as <c>status</c>; null (the default) for the object itself.</summary>
    public string? Subresource { get; init; }
}
