using System.Reflection;
using System.Text.Json;
using k8s.Models;
using Keyframe.Api.Schema;
using Keyframe.Generator.Documentation;
using Keyframe.Generator.Schemas;

namespace Keyframe.Generator.Resources;

/// <summary>Reads the custom resources of an assembly.</summary>
internal static class CustomResourceCatalog
{
    private const string Conventions =
        "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md";

    // What Kubernetes says of these in every kind; readers know the sentences.
    private static readonly Dictionary<string, SchemaNode> Standard = new()
    {
        ["apiVersion"] = new()
        {
            Type = SchemaType.String,
            Description = "APIVersion defines the versioned schema of this representation of an object. Servers should convert "
                + "recognized schemas to the latest internal value, and may reject unrecognized values. "
                + $"More info: {Conventions}#resources",
        },
        ["kind"] = new()
        {
            Type = SchemaType.String,
            Description = "Kind is a string value representing the REST resource this object represents. Servers may infer this "
                + "from the endpoint the client submits requests to. Cannot be updated. In CamelCase. "
                + $"More info: {Conventions}#types-kinds",
        },

        // The API server puts in ObjectMeta, with its descriptions, and refuses a CRD that says more here.
        ["metadata"] = new() { Type = SchemaType.Object },
    };

    /// <summary>Every public type with <see cref="CustomResourceAttribute"/>, by plural.</summary>
    /// <param name="assembly">The assembly of the types.</param>
    /// <param name="contract">The JSON contract they are read and written by.</param>
    /// <param name="documentation">The assembly's XML docs.</param>
    /// <exception cref="SchemaException">A type cannot become a custom resource.</exception>
    public static IReadOnlyList<CustomResource> Read(
        Assembly assembly, JsonSerializerOptions contract, XmlDocumentation documentation) =>
        [.. assembly.GetExportedTypes()
            .Where(type => type.IsDefined(typeof(CustomResourceAttribute)))
            .Select(type => Read(type, contract, documentation))
            .OrderBy(resource => resource.Names.Plural, StringComparer.Ordinal)];

    /// <summary>One custom resource.</summary>
    /// <param name="type">A type with <see cref="CustomResourceAttribute"/>.</param>
    /// <param name="contract">The JSON contract it is read and written by.</param>
    /// <param name="documentation">Its XML docs.</param>
    /// <exception cref="SchemaException">The type cannot become a custom resource.</exception>
    public static CustomResource Read(Type type, JsonSerializerOptions contract, XmlDocumentation documentation)
    {
        CustomResourceAttribute names = type.GetCustomAttribute<CustomResourceAttribute>()
            ?? throw new SchemaException(type.Name, "lacks [CustomResource]");
        SchemaNode schema = new SchemaWalker(contract, documentation).Walk(type, names.Kind, Standard);
        CheckRoot(type, schema, names.Kind);
        RuleCheck.Run(schema, names.Kind);
        return new CustomResource(names, [.. type.GetCustomAttributes<PrinterColumnAttribute>()], schema);
    }

    private static void CheckRoot(Type type, SchemaNode schema, string kind)
    {
        string[] expected = [.. Standard.Keys, "spec", "status"];
        string[] found = [.. schema.Properties.Select(property => property.Name)];
        if (!found.SequenceEqual(expected))
        {
            throw new SchemaException(
                kind, $"a custom resource declares {string.Join(", ", expected)}, in this order, not {string.Join(", ", found)}");
        }

        if (type.GetProperty(nameof(V1Pod.Metadata))?.PropertyType != typeof(V1ObjectMeta))
        {
            throw new SchemaException($"{kind}.metadata", $"must be {nameof(V1ObjectMeta)}");
        }

        if (!schema.Properties.Single(property => property.Name == "spec").Required)
        {
            throw new SchemaException($"{kind}.spec", "must be [Required]");
        }
    }
}
