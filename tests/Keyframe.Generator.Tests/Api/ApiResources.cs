using Keyframe.Api.Json;
using Keyframe.Generator.Documentation;
using Keyframe.Generator.Resources;
using Keyframe.Generator.Schemas;

namespace Keyframe.Generator.Tests.Api;

/// <summary>The kinds of the real API, and every node of their schemas.</summary>
internal static class ApiResources
{
    public static IReadOnlyList<CustomResource> All { get; } = CustomResourceCatalog.Read(
        typeof(KeyframeJsonContext).Assembly,
        KeyframeJsonContext.Default.Options,
        XmlDocumentation.Of(typeof(KeyframeJsonContext).Assembly));

    public static CustomResource Of(string kind) => All.Single(resource => resource.Names.Kind == kind);

    /// <summary>Every node with its path, the root included.</summary>
    public static IEnumerable<(string Path, SchemaNode Node)> Nodes() =>
        All.SelectMany(resource => Nodes(resource.Names.Kind, resource.Schema));

    public static IEnumerable<(string Path, SchemaNode Node)> Nodes(string path, SchemaNode node)
    {
        IEnumerable<(string, SchemaNode)> below = node.Properties
            .SelectMany(property => Nodes($"{path}.{property.Name}", property.Schema));
        if (node.Items is not null)
        {
            below = below.Concat(Nodes($"{path}[]", node.Items));
        }

        if (node.Values is not null)
        {
            below = below.Concat(Nodes($"{path}.*", node.Values));
        }

        return below.Prepend((path, node));
    }
}
