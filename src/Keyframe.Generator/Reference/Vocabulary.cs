using System.Reflection;
using Keyframe.Generator.Documentation;
using Keyframe.Generator.Schemas;

namespace Keyframe.Generator.Reference;

/// <summary>Reads closed lists of words that the API declares as constants of a static class.</summary>
internal static class Vocabulary
{
    /// <summary>The public string constants of a class, in the order of their declaration.</summary>
    /// <param name="type">The class.</param>
    /// <param name="documentation">Its XML docs.</param>
    /// <exception cref="SchemaException">A constant has no summary.</exception>
    public static IReadOnlyList<VocabularyEntry> Of(Type type, XmlDocumentation documentation) =>
        [.. type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral && field.FieldType == typeof(string))
            .OrderBy(field => field.MetadataToken)
            .Select(field => new VocabularyEntry(
                (string)field.GetRawConstantValue()!,
                documentation.Summary(field) ?? throw new SchemaException($"{type.Name}.{field.Name}", "has no <summary>")))];
}
