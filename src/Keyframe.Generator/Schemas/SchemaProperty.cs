namespace Keyframe.Generator.Schemas;

/// <summary>A declared property of an object.</summary>
/// <param name="Name">Its JSON name.</param>
/// <param name="Schema">Its value.</param>
/// <param name="Required">Whether objects without it are refused.</param>
internal sealed record SchemaProperty(string Name, SchemaNode Schema, bool Required);
