using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Keyframe.Api.Json;
using Keyframe.Api.Snapshots;

namespace Keyframe.Api.Tests.Json;

/// <summary>Reading an object and writing it back loses nothing and adds nothing.</summary>
public sealed class RoundTripTests
{
    public static TheoryData<string> Kinds => [.. Examples.All.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_example_of_each_kind_survives(string kind)
    {
        JsonTypeInfo type = TypeOf(kind);
        JsonNode before = JsonNode.Parse(Examples.All[kind])!;
        JsonNode after = JsonSerializer.SerializeToNode(JsonSerializer.Deserialize(before, type), type)!;
        Assert.True(JsonNode.DeepEquals(before, after), after.ToJsonString());
    }

    [Theory]
    [InlineData(100)]
    [InlineData(9_990)] // an API server takes 10,000
    public void A_free_form_part_is_read_however_deep_it_is_nested(int depth)
    {
        string nested = new string('[', depth) + new string(']', depth);
        string snapshot = $$"""{"metadata":{"name":"deep"},"spec":{"app":"a","version":"1","prompts":[],"settings":{"free":{{nested}} } } }""";
        GenAIAppSnapshot read = JsonSerializer.Deserialize(snapshot, KeyframeJsonContext.Default.GenAIAppSnapshot)!;
        Assert.Equal(nested, read.Spec.Settings!["free"].GetRawText());
    }

    [Fact]
    public void The_examples_set_every_member_of_the_contract()
    {
        IEnumerable<string> declared =
            from type in Contract.Types()
            from property in type.Properties
            select Contract.NameOf(type, property);
        IEnumerable<string> set = Examples.All.SelectMany(example => Contract.MembersSet(JsonNode.Parse(example.Value), TypeOf(example.Key)));
        Assert.Equal(declared.Order(StringComparer.Ordinal), set.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fields_of_another_version_are_skipped_wherever_they_stand(string kind)
    {
        JsonTypeInfo type = TypeOf(kind);
        JsonNode before = JsonNode.Parse(Examples.All[kind])!;
        JsonNode newer = before.DeepClone();
        AddUnknown(newer, type);
        JsonNode after = JsonSerializer.SerializeToNode(JsonSerializer.Deserialize(newer, type), type)!;
        Assert.False(JsonNode.DeepEquals(before, newer));
        Assert.True(JsonNode.DeepEquals(before, after), after.ToJsonString());
    }

    private static void AddUnknown(JsonNode? node, JsonTypeInfo type)
    {
        if (node is JsonArray list && type.ElementType is { } element)
        {
            foreach (JsonNode? item in list)
            {
                AddUnknown(item, type.Options.GetTypeInfo(element));
            }
        }
        else if (node is JsonObject members && type.Kind == JsonTypeInfoKind.Object)
        {
            foreach (JsonPropertyInfo property in type.Properties)
            {
                AddUnknown(members[property.Name], type.Options.GetTypeInfo(property.PropertyType));
            }

            members["addedLater"] = new JsonObject { ["deep"] = new JsonArray(1, "two") };
        }
    }

    private static JsonTypeInfo TypeOf(string kind) => Contract.Kinds.Single(type => type.Type.Name == kind);
}
