using System.Text.Json.Nodes;
using Keyframe.Api.Naming;
using Keyframe.Api.Schema;

namespace Keyframe.Generator.Resources;

/// <summary>Writes a custom resource as its CustomResourceDefinition (apiextensions.k8s.io/v1).</summary>
internal static class CustomResourceDefinition
{
    private static readonly string[] Categories = ["keyframe", "genai"];

    private static readonly PrinterColumnAttribute Age = new("Age", ".metadata.creationTimestamp") { Type = "date" };

    /// <summary>The file name that the field knows from controller-gen: group and plural.</summary>
    /// <param name="resource">The custom resource.</param>
    public static string FileName(CustomResource resource) => $"{ApiGroup.Name}_{resource.Names.Plural}.yaml";

    /// <summary>The definition.</summary>
    /// <param name="resource">The custom resource.</param>
    public static JsonObject Of(CustomResource resource) => new()
    {
        ["apiVersion"] = "apiextensions.k8s.io/v1",
        ["kind"] = "CustomResourceDefinition",
        ["metadata"] = new JsonObject { ["name"] = $"{resource.Names.Plural}.{ApiGroup.Name}" },
        ["spec"] = new JsonObject
        {
            ["group"] = ApiGroup.Name,
            ["scope"] = "Namespaced",
            ["preserveUnknownFields"] = false,
            ["names"] = Names(resource.Names),
            ["versions"] = new JsonArray(Version(resource)),
        },
    };

    private static JsonObject Names(CustomResourceAttribute names)
    {
        JsonObject json = new()
        {
            ["kind"] = names.Kind,
            ["listKind"] = $"{names.Kind}List",
            ["plural"] = names.Plural,
            ["singular"] = names.Singular,
        };
        if (names.ShortNames.Length > 0)
        {
            json["shortNames"] = Texts(names.ShortNames);
        }

        json["categories"] = Texts(Categories);
        return json;
    }

    private static JsonObject Version(CustomResource resource) => new()
    {
        ["name"] = ApiGroup.Version,
        ["served"] = true,
        ["storage"] = true,
        ["subresources"] = new JsonObject { ["status"] = new JsonObject() },
        ["additionalPrinterColumns"] = new JsonArray([.. resource.Columns.Append(Age).Select(Column)]),
        ["schema"] = new JsonObject { ["openAPIV3Schema"] = SchemaDocument.Of(resource.Schema) },
    };

    private static JsonObject Column(PrinterColumnAttribute column)
    {
        JsonObject json = new() { ["name"] = column.Name, ["type"] = column.Type, ["jsonPath"] = column.JsonPath };
        if (column.Description is not null)
        {
            json["description"] = column.Description;
        }

        if (column.Wide)
        {
            json["priority"] = 1;
        }

        return json;
    }

    private static JsonArray Texts(IEnumerable<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);
}
