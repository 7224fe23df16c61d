using Keyframe.Generator.Schemas;

namespace Keyframe.Generator.Tests.Schemas;

public sealed class RuleCheckTests
{
    private static readonly SchemaNode Text = new() { Type = SchemaType.String };
    private static readonly SchemaNode ShortText = Text with { Maximum = 10 };
    private static readonly SchemaNode Any = new() { Type = SchemaType.Any };

    // spec: { short, long, part: { long }, shorts, longs, map, free, kind, at, count }
    private static readonly SchemaNode Spec = Object(
        ("short", ShortText),
        ("long", Text),
        ("part", Object(("long", Text))),
        ("shorts", List(ShortText, 5)),
        ("longs", List(Text, 5)),
        ("endless", List(ShortText, null)),
        ("map", Map(ShortText, 5)),
        ("endlessMap", Map(ShortText, null)),
        ("free", Map(Any, 5)),
        ("any", Any),
        ("kind", Text with { Enum = [new EnumMember("A", "a")] }),
        ("at", Text with { Format = "date-time" }),
        ("count", new SchemaNode { Type = SchemaType.Integer }));

    [Theory]
    [InlineData("self.short.contains('x')")]
    [InlineData("self.short.size() <= 5")]
    [InlineData("self.shorts.all(s, s != '')")]
    [InlineData("self.map.all(k, self.map[k] != '')")]
    [InlineData("has(self.short) != has(self.shorts)")]
    [InlineData("self.free.size() < 3 && has(self.any)")]
    [InlineData("self.kind == 'A' && self.at == oldSelf.at && self.count > 0")]
    [InlineData("self.short == 'self.long'")]
    [InlineData("self.short == \"it's self.long\"")]
    public void A_rule_may_reach_what_is_bounded_free_form_or_a_scalar(string rule) => Check(rule);

    [Theory]
    [InlineData("self.long.contains('x')", "Test.long")]
    [InlineData("self.short == oldSelf.long", "Test.long")]
    [InlineData("self.part == oldSelf.part", "Test.part.long")]
    [InlineData("self.longs.all(s, s != '')", "Test.longs[]")]
    [InlineData("self.endless.all(s, s != '')", "Test.endless")]
    [InlineData("self.endlessMap.size() > 0", "Test.endlessMap")]
    [InlineData("self != oldSelf", "Test.long")]
    public void A_rule_that_reaches_something_unbounded_is_refused_by_path(string rule, string path)
    {
        SchemaException fault = Assert.Throws<SchemaException>(() => Check(rule));
        Assert.Equal(path, fault.Path);
        Assert.Contains($"\"{rule}\" of Test reaches it", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Immutability_reaches_nothing_because_the_server_charges_the_value_itself_alone()
    {
        Check("self == oldSelf");
        RuleCheck.Run(WithRule(List(Text, null), " self == oldSelf "), "Test");
    }

    [Fact]
    public void A_rule_on_a_text_needs_a_bounded_text()
    {
        RuleCheck.Run(WithRule(ShortText, "self.startsWith('/')"), "Test");
        Assert.Throws<SchemaException>(() => RuleCheck.Run(WithRule(Text, "self.startsWith('/')"), "Test"));
    }

    [Theory]
    [InlineData("self.shrot == ''", "Test.shrot")]
    [InlineData("self.part.name == ''", "Test.part.name")]
    public void A_rule_that_selects_what_is_not_declared_is_refused(string rule, string path) =>
        Assert.Equal(path, Assert.Throws<SchemaException>(() => Check(rule)).Path);

    [Fact]
    public void Metadata_is_exempt_because_the_server_knows_its_sizes()
    {
        SchemaNode root = Object(("metadata", new SchemaNode { Type = SchemaType.Object }), ("spec", Spec));
        RuleCheck.Run(WithRule(root, "self.metadata.name.size() <= 52"), "Test");
    }

    [Fact]
    public void A_rule_inside_an_unbounded_collection_is_refused_because_it_runs_for_each_item()
    {
        SchemaNode item = WithRule(Object(("short", ShortText)), "has(self.short)");
        RuleCheck.Run(Object(("list", List(item, 5)), ("map", Map(List(item, 5), 5))), "Test");
        SchemaNode list = Object(("list", List(item, null)));
        Assert.Equal("Test.list", Assert.Throws<SchemaException>(() => RuleCheck.Run(list, "Test")).Path);
        SchemaNode map = Object(("map", Map(List(item, 5), null)));
        Assert.Equal("Test.map", Assert.Throws<SchemaException>(() => RuleCheck.Run(map, "Test")).Path);
    }

    [Fact]
    public void A_rule_about_the_old_value_is_refused_inside_an_atomic_list_and_allowed_in_one_with_keys()
    {
        SchemaNode item = WithRule(Object(("short", ShortText)), "self == oldSelf");
        SchemaNode list = List(item, 5);
        RuleCheck.Run(Object(("list", list with { ListMapKey = "short" })), "Test");
        SchemaException fault = Assert.Throws<SchemaException>(() => RuleCheck.Run(Object(("list", list)), "Test"));
        Assert.Equal("Test.list[]", fault.Path);
        Assert.Contains("atomic list Test.list", fault.Message, StringComparison.Ordinal);
    }

    private static void Check(string rule) => RuleCheck.Run(WithRule(Spec, rule), "Test");

    private static SchemaNode WithRule(SchemaNode node, string rule) => node with { Rules = [new ValidationRule(rule, "no")] };

    private static SchemaNode Object(params (string Name, SchemaNode Schema)[] properties) => new()
    {
        Type = SchemaType.Object,
        Properties = [.. properties.Select(property => new SchemaProperty(property.Name, property.Schema, Required: false))],
    };

    private static SchemaNode List(SchemaNode items, long? maximum) =>
        new() { Type = SchemaType.Array, Items = items, Maximum = maximum };

    private static SchemaNode Map(SchemaNode values, long? maximum) =>
        new() { Type = SchemaType.Object, Values = values, Maximum = maximum };
}
