using Keyframe.Api.Schema;
using Keyframe.Generator.Schemas;

namespace Keyframe.Generator.Resources;

/// <summary>A kind of the API: its names, its columns and its schema.</summary>
/// <param name="Names">Kind, plural, singular and short names.</param>
/// <param name="Columns">The columns of <c>kubectl get</c>, without Age.</param>
/// <param name="Schema">The schema of the whole object.</param>
internal sealed record CustomResource(
    CustomResourceAttribute Names, IReadOnlyList<PrinterColumnAttribute> Columns, SchemaNode Schema)
{
    /// <summary>The schema of a field of the root.</summary>
    /// <param name="name">Its JSON name, such as <c>spec</c>.</param>
    public SchemaNode Field(string name) => Schema.Properties.Single(property => property.Name == name).Schema;
}
