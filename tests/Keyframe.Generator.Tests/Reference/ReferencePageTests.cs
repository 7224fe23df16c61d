using Keyframe.Api.Conditions;
using Keyframe.Generator.Documentation;
using Keyframe.Generator.Reference;
using Keyframe.Generator.Schemas;
using Keyframe.Generator.Tests.Api;

namespace Keyframe.Generator.Tests.Reference;

public sealed class ReferencePageTests
{
    private static readonly XmlDocumentation Documentation = XmlDocumentation.Of(typeof(Reasons).Assembly);

    private static readonly string[] Page = new ReferencePage(
        ApiResources.All,
        Vocabulary.Of(typeof(ConditionTypes), Documentation),
        Vocabulary.Of(typeof(Reasons), Documentation)).Write().Split('\n');

    [Fact]
    public void Every_field_has_a_row_and_conditions_have_theirs_once()
    {
        IEnumerable<string> fields = ApiResources.All
            .SelectMany(resource => ApiResources.Nodes("", resource.Schema))
            .Select(found => found.Path.TrimStart('.'))
            .Where(path => path.Split('.')[0] is "spec" or "status")
            .Where(path => !path.EndsWith("[]", StringComparison.Ordinal) && !path.EndsWith(".*", StringComparison.Ordinal))
            .Select(path => path.Replace("status.conditions[].", "", StringComparison.Ordinal));
        Assert.All(fields, field => Assert.Contains(Page, line => line.StartsWith($"| `{field}` |", StringComparison.Ordinal)));
        Assert.Single(Page, line => line.StartsWith("| `lastTransitionTime` |", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_row_has_the_cells_of_its_table()
    {
        int columns = 0;
        foreach (string line in Page)
        {
            int bars = line.Replace("\\|", "", StringComparison.Ordinal).Count(character => character == '|');
            if (line.StartsWith("| ", StringComparison.Ordinal))
            {
                Assert.True(columns == 0 || bars == columns, line);
                columns = bars;
            }
            else
            {
                columns = 0;
            }
        }
    }

    [Theory]
    [InlineData("| `Ready` | True when the object does all that its spec asks, and this is proven. |")]
    [InlineData("| `DuplicateVersion` | PromptVersion: an older object holds the same prompt and version. |")]
    [InlineData("- `spec.template`: exactly one of text and messages must be set")]
    [InlineData("| `spec.workloadRef.kind` | string | `\"Deployment\"` | `Deployment`, `StatefulSet`, `DaemonSet` | The workload's kind: Deployment, StatefulSet or DaemonSet.<br>Deployment: apps/v1 Deployment.<br>StatefulSet: apps/v1 StatefulSet.<br>DaemonSet: apps/v1 DaemonSet. |")]
    public void Conditions_reasons_rules_and_fields_are_told(string line) => Assert.Contains(line, Page);

    [Fact]
    public void Reasons_are_all_there_in_the_order_of_their_declaration()
    {
        string[] words = [.. Vocabulary.Of(typeof(Reasons), Documentation).Select(entry => entry.Word)];
        Assert.Equal(typeof(Reasons).GetFields().Length, words.Length);
        Assert.Equal(["Succeeded", "Progressing"], words.Take(2));
    }

    [Theory]
    [MemberData(nameof(Nodes))]
    public void Types_and_bounds_are_said_in_words(int index, string type, string bounds)
    {
        SchemaNode node = Described[index];
        Assert.Equal(type, FieldDescription.Type(node));
        Assert.Equal(bounds, FieldDescription.Bounds(node));
    }

    private static readonly SchemaNode Text = new() { Type = SchemaType.String };

    private static readonly SchemaNode[] Described =
    [
        Text,
        Text with { Minimum = 1, Maximum = 63, Pattern = "^a|b$" },
        Text with { Minimum = 71, Maximum = 71 },
        Text with { Enum = [new EnumMember("A", "a"), new EnumMember("B", "b")] },
        Text with { Format = "date-time" },
        new() { Type = SchemaType.Integer, Minimum = 0, Maximum = 10_000 },
        new() { Type = SchemaType.Array, Maximum = 16, Items = Text with { Maximum = 63 } },
        new() { Type = SchemaType.Array, ListMapKey = "name", Items = new SchemaNode { Type = SchemaType.Object } },
        new() { Type = SchemaType.Object, Maximum = 4, Values = new SchemaNode { Type = SchemaType.Any } },
    ];

    public static TheoryData<int, string, string> Nodes => new()
    {
        { 0, "string", "" },
        { 1, "string", "1 to 63 characters; `^a|b$`" },
        { 2, "string", "71 characters" },
        { 3, "string", "`A`, `B`" },
        { 4, "time", "" },
        { 5, "integer", "0 to 10,000" },
        { 6, "list of string", "at most 16 items; each at most 63 characters" },
        { 7, "list of object", "unique by `name`" },
        { 8, "map of any JSON", "at most 4 entries" },
    };

    [Fact]
    public void Cells_keep_bars_breaks_and_angles_from_breaking_the_table()
    {
        System.Text.StringBuilder text = new();
        text.AppendTable(["A"], [[MarkdownTable.Text("a|b\n<c>")]]);
        Assert.Equal("| A |\n| --- |\n| a\\|b<br>&lt;c> |\n\n", text.ToString());
    }
}
