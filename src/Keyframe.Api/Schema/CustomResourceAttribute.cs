namespace Keyframe.Api.Schema;

/// <summary>Declares a type as the root of a custom resource of group <see cref="Naming.ApiGroup.Name"/>.</summary>
/// <param name="kind">The kind as manifests spell it.</param>
/// <param name="plural">The resource name of URLs and RBAC rules.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class CustomResourceAttribute(string kind, string plural) : Attribute
{
    /// <summary>The kind as manifests spell it.</summary>
    public string Kind { get; } = kind;

    /// <summary>The resource name of URLs and RBAC rules.</summary>
    public string Plural { get; } = plural;

    /// <summary>The lower-case singular that kubectl accepts. Required.</summary>
    public required string Singular { get; init; }

    /// <summary>Abbreviations that kubectl accepts. Default: none.</summary>
    public string[] ShortNames { get => field ?? []; init; }
}
