using System.Text.Json.Nodes;
using CsCheck;
using Keyframe.Runtime.Applying;

namespace Keyframe.Runtime.Tests.Applying;

public sealed class MergePatchTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""", "{}")]
    [InlineData("""{"a":1}""", """{"a":2}""", """{"a":2}""")]
    [InlineData("""{"a":1,"b":2}""", """{"a":1}""", """{"b":null}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2]}""", """{"a":[2]}""")]
    [InlineData("""{"a":{"b":1,"c":2}}""", """{"a":{"b":1,"d":3}}""", """{"a":{"d":3,"c":null}}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":[1]}""", """{"a":[1]}""")]
    public void Holds_only_what_differs(string from, string to, string patch) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(patch), MergePatch.Between(Parse(from), Parse(to))));

    [Fact]
    public void Applied_to_the_one_object_it_gives_the_other() =>
        Gen.Select(Objects(3), Objects(3)).Sample((from, to) =>
            JsonNode.DeepEquals(Apply(Parse(from), MergePatch.Between(Parse(from), Parse(to))), Parse(to)));

    /// <summary>RFC 7386, section 2, word for word.</summary>
    private static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject members)
        {
            return patch?.DeepClone();
        }

        JsonObject result = target is JsonObject old ? old.DeepClone().AsObject() : [];
        foreach ((string name, JsonNode? value) in members)
        {
            if (value is null)
            {
                result.Remove(name);
            }
            else
            {
                result[name] = Apply(result[name], value);
            }
        }

        return result;
    }

    private static Gen<string> Objects(int depth)
    {
        Gen<string> leaf = Gen.OneOf(Gen.Int[0, 2].Select(n => $"{n}"), OneOf("[]", "[1]", "[1,2]", "\"x\"", "{}"));
        Gen<string> value = depth == 0 ? leaf : Gen.OneOf(leaf, Objects(depth - 1));
        return Gen.Select(OneOf("a", "b", "c", "d"), value).Array[0, 4].Select(members =>
            $"{{{string.Join(',', members.DistinctBy(member => member.Item1).Select(member => $"\"{member.Item1}\":{member.Item2}"))}}}");
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
