using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Keyframe.Generator.Resources;

namespace Keyframe.Generator.Tests.Api;

/// <summary>What kubectl and the API server see of each kind.</summary>
public sealed partial class ApiDefinitionTests
{
    public static TheoryData<string> Kinds => [.. ApiResources.All.Select(resource => resource.Names.Kind)];

    [Theory]
    [InlineData("PromptVersion", "promptversions", "promptversion", "pver")]
    [InlineData("PromptRegistry", "promptregistries", "promptregistry", "preg")]
    [InlineData("GenAIAppSnapshot", "genaiappsnapshots", "genaiappsnapshot", "gsnap")]
    [InlineData("Deployment", "genaideployments", "genaideployment", "gdep")]
    public void A_kind_is_found_by_its_names_and_categories(string kind, string plural, string singular, string shortName)
    {
        JsonObject definition = Definition(kind);
        JsonNode expected = new JsonObject
        {
            ["kind"] = kind,
            ["listKind"] = $"{kind}List",
            ["plural"] = plural,
            ["singular"] = singular,
            ["shortNames"] = new JsonArray(shortName),
            ["categories"] = new JsonArray("keyframe", "genai"),
        };
        Assert.True(JsonNode.DeepEquals(expected, definition["spec"]!["names"]));
        Assert.Equal($"{plural}.keyframe.dev", (string?)definition["metadata"]!["name"]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kind_is_namespaced_prunes_and_has_one_served_and_stored_version_with_a_status(string kind)
    {
        JsonNode spec = Definition(kind)["spec"]!;
        Assert.Equal("keyframe.dev", (string?)spec["group"]);
        Assert.Equal("Namespaced", (string?)spec["scope"]);
        Assert.False((bool)spec["preserveUnknownFields"]!);
        JsonNode version = Assert.Single(spec["versions"]!.AsArray())!;
        Assert.Equal("v1alpha1", (string?)version["name"]);
        Assert.True((bool)version["served"]!);
        Assert.True((bool)version["storage"]!);
        Assert.Equal("""{"status":{}}""", version["subresources"]!.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_spec_is_required_and_a_fresh_status_has_observed_nothing(string kind)
    {
        JsonNode root = Definition(kind)["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!;
        Assert.Equal("""["spec"]""", root["required"]!.ToJsonString());
        Assert.Equal("""{"observedGeneration":-1}""", root["properties"]!["status"]!["default"]!.ToJsonString());
        Assert.Equal(
            ["apiVersion", "kind", "metadata", "spec", "status"],
            root["properties"]!.AsObject().Select(property => property.Key));
    }

    [Theory]
    [InlineData("PromptVersion", "Prompt Version Ready Reason InSync Message Age", "Author Parent Answers Registry Digest")]
    [InlineData("PromptRegistry", "URL Ready Reason Pinned Drifted Verified Age", "")]
    [InlineData("GenAIAppSnapshot", "App Version Model Ready Reason ConfigMap Age", "InSync Digest Bytes")]
    [InlineData("Deployment", "Workload Active Desired Ready Reason Since Age", "Digest Message")]
    public void Columns_answer_the_first_questions_and_wide_ones_the_next(string kind, string always, string wide)
    {
        JsonNode[] columns = Columns(kind);
        ILookup<int, string> names = columns.ToLookup(column => (int?)column["priority"] ?? 0, column => (string)column["name"]!);
        Assert.Equal(always.Split(' '), names[0]);
        Assert.Equal(wide.Split(' ', StringSplitOptions.RemoveEmptyEntries), names[1]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_column_shows_a_declared_field_of_its_type(string kind)
    {
        JsonNode root = Definition(kind)["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!;
        Assert.All(Columns(kind).Where(column => (string?)column["name"] != "Age"), column =>
        {
            string path = Filter().Replace((string)column["jsonPath"]!, ".[]");
            JsonNode? field = path.Split('.', StringSplitOptions.RemoveEmptyEntries).Aggregate(
                (JsonNode?)root, (node, name) => name == "[]" ? node?["items"] : node?["properties"]?[name]);
            string type = (string?)field?["format"] == "date-time" ? "date" : (string?)field?["type"] ?? "not declared";
            Assert.True((string?)column["type"] == type, $"{path} is {type}");
        });
    }

    private static JsonObject Definition(string kind) => CustomResourceDefinition.Of(ApiResources.Of(kind));

    private static JsonNode[] Columns(string kind) =>
        [.. Definition(kind)["spec"]!["versions"]![0]!["additionalPrinterColumns"]!.AsArray().Select(column => column!)];

    [GeneratedRegex(@"\[\?\(@\.type=='\w+'\)\]")]
    private static partial Regex Filter();
}
