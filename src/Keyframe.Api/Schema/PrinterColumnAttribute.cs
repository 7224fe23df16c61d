namespace Keyframe.Api.Schema;

/// <summary>A column of <c>kubectl get</c>. Columns appear in the order of the attributes, Age last.</summary>
/// <param name="name">The heading, in the case of kubectl's own columns (<c>Ready</c>).</param>
/// <param name="jsonPath">Where the value stands, such as <c>.spec.prompt</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class PrinterColumnAttribute(string name, string jsonPath) : Attribute
{
    /// <summary>The heading.</summary>
    public string Name { get; } = name;

    /// <summary>Where the value stands.</summary>
    public string JsonPath { get; } = jsonPath;

    /// <summary>The OpenAPI type of the value: string, integer, number, boolean or date. Default: string.</summary>
    public string Type { get; init; } = "string";

    /// <summary>What the column says. Default: none.</summary>
    public string? Description { get; init; }

    /// <summary>True for columns that only <c>-o wide</c> shows. Default: false.</summary>
    public bool Wide { get; init; }
}
