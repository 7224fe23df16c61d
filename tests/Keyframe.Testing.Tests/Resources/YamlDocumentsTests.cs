using System.Text.Json.Nodes;
using Keyframe.Testing.Resources;
using YamlDotNet.Core;

namespace Keyframe.Testing.Tests.Resources;

public sealed class YamlDocumentsTests
{
    [Theory]
    [InlineData("1", "1")]
    [InlineData("-1", "-1")]
    [InlineData("1.5", "1.5")]
    [InlineData("\"1\"", "\"1\"")]
    [InlineData("'true'", "\"true\"")]
    [InlineData("true", "true")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("null", "null")]
    [InlineData("~", "null")]
    [InlineData("", "null")]
    [InlineData("v1", "\"v1\"")]
    [InlineData("1.20.2", "\"1.20.2\"")]
    [InlineData("12345678901234567890", "1.2345678901234567E+19")]
    [InlineData("|\n  a\n  b\n", "\"a\\nb\\n\"")]
    [InlineData("[a, {b: 1}]", "[\"a\",{\"b\":1}]")]
    public void A_scalar_is_what_the_core_schema_says(string yaml, string json) =>
        Assert.Equal($$"""{"value":{{json}}}""", Assert.Single(YamlDocuments.Parse($"value: {yaml}")).ToJsonString());

    [Fact]
    public void Every_document_that_is_not_empty_is_given()
    {
        IEnumerable<JsonObject> documents = YamlDocuments.Parse("---\na: 1\n---\n# nothing\n---\nb: 2\n");
        Assert.Equal(["{\"a\":1}", "{\"b\":2}"], documents.Select(document => document.ToJsonString()));
    }

    [Fact]
    public void A_document_that_is_no_mapping_is_refused() =>
        Assert.Throws<YamlException>(() => YamlDocuments.Parse("- a\n").ToList());
}
