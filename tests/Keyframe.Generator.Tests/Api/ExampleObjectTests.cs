using System.Text.Json;
using System.Text.Json.Nodes;
using Keyframe.Api.Json;
using Keyframe.Generator.Resources;
using Keyframe.Generator.Schemas;

namespace Keyframe.Generator.Tests.Api;

/// <summary>What the code writes is what the schema declares, and the other way round.</summary>
public sealed class ExampleObjectTests
{
    [Fact]
    public void Prompt_versions_set_exactly_the_declared_fields() =>
        AssertCovers("PromptVersion", [.. ExampleObjects.PromptVersions.Select(example =>
            JsonSerializer.SerializeToNode(example, KeyframeJsonContext.Default.PromptVersion)!)]);

    [Fact]
    public void Prompt_registries_set_exactly_the_declared_fields() =>
        AssertCovers("PromptRegistry", [.. ExampleObjects.PromptRegistries.Select(example =>
            JsonSerializer.SerializeToNode(example, KeyframeJsonContext.Default.PromptRegistry)!)]);

    [Fact]
    public void A_snapshot_sets_exactly_the_declared_fields() =>
        AssertCovers("GenAIAppSnapshot", JsonSerializer.SerializeToNode(
            ExampleObjects.Snapshot, KeyframeJsonContext.Default.GenAIAppSnapshot)!);

    [Fact]
    public void A_deployment_sets_exactly_the_declared_fields() =>
        AssertCovers("Deployment", JsonSerializer.SerializeToNode(
            ExampleObjects.Deployment, KeyframeJsonContext.Default.GenAIDeployment)!);

    [Fact]
    public void Defaults_of_the_schema_set_only_declared_fields()
    {
        HashSet<string> written = [];
        foreach ((string path, SchemaNode node) in ApiResources.Nodes().Where(found => found.Node.Default is not null))
        {
            Read(node.Default, node, path, written);
        }

        Assert.Contains("PromptVersion.status.observedGeneration", written);
    }

    private static void AssertCovers(string kind, params JsonNode[] examples)
    {
        CustomResource resource = ApiResources.Of(kind);
        HashSet<string> written = [];
        foreach (JsonNode example in examples)
        {
            Read(example, resource.Schema, kind, written);
        }

        IEnumerable<string> declared = ApiResources.Nodes(kind, resource.Schema).Select(found => found.Path);
        Assert.Empty(declared.Except(written));
    }

    private static void Read(JsonNode? value, SchemaNode schema, string path, HashSet<string> written)
    {
        written.Add(path);
        switch (schema.Type)
        {
            case SchemaType.Any:
                break;
            case SchemaType.Object when path.EndsWith(".metadata", StringComparison.Ordinal):
                Assert.IsType<JsonObject>(value);
                break;
            case SchemaType.Object:
                ReadObject(Assert.IsType<JsonObject>(value), schema, path, written);
                break;
            case SchemaType.Array:
                JsonArray items = Assert.IsType<JsonArray>(value);
                Assert.InRange(items.Count, schema.Minimum ?? 0, schema.Maximum ?? long.MaxValue);
                Assert.All(items, item => Read(item, schema.Items!, $"{path}[]", written));
                break;
            default:
                ReadScalar(Assert.IsAssignableFrom<JsonValue>(value), schema, path);
                break;
        }
    }

    private static void ReadObject(JsonObject value, SchemaNode schema, string path, HashSet<string> written)
    {
        foreach ((string name, JsonNode? member) in value)
        {
            if (schema.Values is not null)
            {
                Read(member, schema.Values, $"{path}.*", written);
                continue;
            }

            SchemaProperty? property = schema.Properties.FirstOrDefault(candidate => candidate.Name == name);
            Assert.True(property is not null, $"{path}.{name} is not declared");
            Read(member, property.Schema, $"{path}.{name}", written);
        }

        Assert.All(schema.Properties.Where(property => property.Required), property =>
            Assert.True(value.ContainsKey(property.Name), $"{path}.{property.Name} is required"));
    }

    private static void ReadScalar(JsonValue value, SchemaNode schema, string path)
    {
        JsonValueKind kind = value.GetValueKind();
        bool fits = schema.Type switch
        {
            SchemaType.String => kind == JsonValueKind.String
                && (schema.Enum.Count == 0 || schema.Enum.Any(member => member.Name == value.GetValue<string>())),
            SchemaType.Boolean => kind is JsonValueKind.True or JsonValueKind.False,
            _ => kind == JsonValueKind.Number,
        };
        Assert.True(fits, $"{path} is {value.ToJsonString()}");
    }
}
