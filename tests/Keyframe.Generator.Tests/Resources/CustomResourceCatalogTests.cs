using System.Text.Json.Nodes;
using Keyframe.Generator.Resources;
using Keyframe.Generator.Schemas;
using Keyframe.Generator.Tests.Samples;

namespace Keyframe.Generator.Tests.Resources;

public sealed class CustomResourceCatalogTests
{
    private static readonly CustomResource Widget = Read(typeof(WidgetSample));

    [Fact]
    public void The_standard_fields_need_no_docs_of_their_own()
    {
        Assert.StartsWith("APIVersion defines", Widget.Field("apiVersion").Description, StringComparison.Ordinal);
        Assert.StartsWith("Kind is a string", Widget.Field("kind").Description, StringComparison.Ordinal);
        Assert.Equal("""{"type":"object"}""", SchemaDocument.Of(Widget.Field("metadata")).ToJsonString());
    }

    [Fact]
    public void Columns_stand_as_declared_with_age_last()
    {
        JsonNode columns = CustomResourceDefinition.Of(Widget)["spec"]!["versions"]![0]!["additionalPrinterColumns"]!;
        JsonNode expected = JsonNode.Parse("""
            [{"name": "Name", "type": "string", "jsonPath": ".spec.name"},
             {"name": "Note", "type": "string", "jsonPath": ".spec.name", "description": "The name again", "priority": 1},
             {"name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp"}]
            """)!;
        Assert.True(JsonNode.DeepEquals(expected, columns), columns.ToJsonString());
    }

    [Fact]
    public void A_kind_without_short_names_has_none() =>
        Assert.False(CustomResourceDefinition.Of(Widget)["spec"]!["names"]!.AsObject().ContainsKey("shortNames"));

    [Theory]
    [InlineData(typeof(RootlessSample), "Rootless", "a custom resource declares apiVersion, kind, metadata, spec, status")]
    [InlineData(typeof(OptionalSpecSample), "OptionalSpec.spec", "must be [Required]")]
    [InlineData(typeof(UnboundedRuleSample), "UnboundedRule.spec.text", "must be bounded")]
    [InlineData(typeof(Part), "Part", "lacks [CustomResource]")]
    public void A_type_that_is_no_custom_resource_is_refused(Type type, string path, string reason)
    {
        SchemaException fault = Assert.Throws<SchemaException>(() => Read(type));
        Assert.Equal(path, fault.Path);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    private static CustomResource Read(Type type) =>
        CustomResourceCatalog.Read(type, SampleContext.Default.Options, Sample.Documentation);
}
