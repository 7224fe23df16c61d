namespace Keyframe.Runtime.Transport;

/// <summary>What to list.</summary>
public sealed record ListOptions
{
    /// <summary>The namespace to list; null (the default) lists all of them.</summary>
    public string? Namespace { get; init; }

    /// <summary>A label selector, such as <c>app=web,tier!=test</c>; null for everything.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>A field selector, such as <c>metadata.name=web</c>; null for everything.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>How many objects a page holds. Default 500, as client-go's pager.</summary>
    public int PageSize { get; init; } = 500;
}
