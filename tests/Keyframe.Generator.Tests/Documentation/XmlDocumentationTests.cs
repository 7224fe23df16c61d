using System.Xml.Linq;
using Keyframe.Generator.Documentation;
using Keyframe.Generator.Tests.Samples;

namespace Keyframe.Generator.Tests.Documentation;

public sealed class XmlDocumentationTests
{
    [Theory]
    [InlineData("Plain words.", "Plain words.")]
    [InlineData("\n   Folded over\n   two lines.\n  ", "Folded over two lines.")]
    [InlineData("Uses <c>{% set %}</c> here.", "Uses {% set %} here.")]
    [InlineData("See <see cref=\"T:Some.Place.Condition\"/>.", "See Condition.")]
    [InlineData("See <see cref=\"F:Some.Kind.Ready\"/>.", "See Ready.")]
    [InlineData("See <see cref=\"P:Some.Kind.SnapshotRef\"/>.", "See snapshotRef.")]
    [InlineData("See <see cref=\"M:Some.Kind.Get(System.String,Some.Other)\"/>.", "See Get.")]
    [InlineData("See <see cref=\"T:Some.List`1\"/>.", "See List.")]
    [InlineData("See <see cref=\"T:Some.Kind\">the kind</see>.", "See the kind.")]
    [InlineData("Never <see langword=\"null\"/>.", "Never null.")]
    [InlineData("Read <see href=\"https://example.com/a\"/>.", "Read https://example.com/a.")]
    [InlineData("For <paramref name=\"name\"/>.", "For name.")]
    [InlineData("One.<para>Two.</para>Three.", "One. Two. Three.")]
    [InlineData("a &lt; b", "a < b")]
    public void A_summary_becomes_plain_words_on_one_line(string summary, string expected) =>
        Assert.Equal(expected, Documented(summary).Summary(typeof(Part)));

    [Theory]
    [InlineData("")]
    [InlineData("  \n ")]
    public void An_empty_summary_is_none(string summary) => Assert.Null(Documented(summary).Summary(typeof(Part)));

    [Fact]
    public void Inherited_docs_are_none() => Assert.Null(Sample.Documentation.Summary(typeof(WidgetSample).GetProperty("Kind")!));

    [Fact]
    public void Types_properties_and_members_of_enums_are_found()
    {
        Assert.Equal("A part of something.", Sample.Documentation.Summary(typeof(Part)));
        Assert.Equal("Its name.", Sample.Documentation.Summary(typeof(Part).GetProperty(nameof(Part.Name))!));
        Assert.Equal("Like grass.", Sample.Documentation.Summary(typeof(Color).GetField(nameof(Color.DarkGreen))!));
        Assert.Equal("Nested.", Sample.Documentation.Summary(typeof(Nested)));
    }

    [Fact]
    public void An_assembly_without_docs_is_refused_with_what_to_do()
    {
        FileNotFoundException fault = Assert.Throws<FileNotFoundException>(() => XmlDocumentation.Of(typeof(object).Assembly));
        Assert.Contains("GenerateDocumentationFile", fault.Message, StringComparison.Ordinal);
    }

    private static XmlDocumentation Documented(string summary) => XmlDocumentation.Parse(XDocument.Parse(
        $"""<doc><members><member name="T:{typeof(Part).FullName}"><summary>{summary}</summary></member></members></doc>""",
        LoadOptions.PreserveWhitespace));

    /// <summary>Nested.</summary>
    private sealed class Nested;
}
