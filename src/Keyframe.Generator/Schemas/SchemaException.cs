namespace Keyframe.Generator.Schemas;

/// <summary>A type cannot become a schema. The message names the path and what to change.</summary>
/// <param name="path">Where, as <c>Kind.spec.list[].field</c>.</param>
/// <param name="reason">What is wrong and what to do.</param>
internal sealed class SchemaException(string path, string reason) : Exception($"{path}: {reason}")
{
    /// <summary>Where the fault is.</summary>
    public string Path { get; } = path;
}
