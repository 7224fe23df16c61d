using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Canonical;
using Keyframe.Core.Prompts;
using Keyframe.Core.Tests.Prompts;

namespace Keyframe.Core.Tests.Templates;

public sealed class PromptDigestTests
{
    private static readonly Gen<string> Text = Gen.String[Gen.Char['\u0001', '\ud7ff'], 0, 12];

    private static readonly Gen<string> Message = Gen.Select(Text, Text, Gen.OneOf("system", "user")).Select(
        (content, extra, role) =>
        {
            var parts = new JsonArray(extra, 1.50, new JsonObject { ["y"] = null });
            return new JsonObject { ["role"] = role, ["content"] = content, ["x"] = parts }.ToJsonString();
        });

    public static TheoryData<string, string, string> Changes => new()
    {
        { "one character", """[{"role": "user", "content": "a"}]""", """[{"role": "user", "content": "b"}]""" },
        { "white space", """[{"role": "user", "content": "a"}]""", """[{"role": "user", "content": "a "}]""" },
        { "a line break", """[{"role": "user", "content": "a\n"}]""", """[{"role": "user", "content": "a\r\n"}]""" },
        { "an invisible character", """[{"role": "user", "content": "a"}]""", """[{"role": "user", "content": "\ufeffa"}]""" },
        { "a normal form", """[{"role": "user", "content": "\u00e9"}]""", """[{"role": "user", "content": "e\u0301"}]""" },
        { "a role", """[{"role": "user", "content": "a"}]""", """[{"role": "system", "content": "a"}]""" },
        { "an order", """[{"role": "user"}, {"role": "system"}]""", """[{"role": "system"}, {"role": "user"}]""" },
        { "an unknown field", """[{"role": "user", "content": "a"}]""", """[{"role": "user", "content": "a", "name": "x"}]""" },
        { "an unknown field's value", """[{"role": "user", "cache": {"ttl": 1}}]""",
            """[{"role": "user", "cache": {"ttl": 2}}]""" },
        { "null and absent", """[{"role": "user"}]""", """[{"role": "user", "name": null}]""" },
        { "a part", """[{"content": [{"text": "a"}]}]""", """[{"content": [{"text": "a"}, {"text": ""}]}]""" },
        { "text and a part of text", """[{"content": "a"}]""", """[{"content": [{"text": "a"}]}]""" },
        { "a number", """[{"x": 1}]""", """[{"x": 1.0000001}]""" },
        { "a number and text", """[{"x": 1}]""", """[{"x": "1"}]""" },
        { "a placeholder", """[{"placeholder": "history"}]""", """[{"placeholder": "History"}]""" },
        { "a message", """[{"role": "user"}]""", """[{"role": "user"}, {"role": "user"}]""" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Any_change_of_content_gives_another_digest(string what, string before, string after)
    {
        Assert.NotEmpty(what);
        Assert.NotEqual(PinOf(before).Digest, PinOf(after).Digest);
    }

    [Theory]
    [InlineData("""[{"role": "user", "content": "é😀/"}]""", """[ {"content":"\u00e9\ud83d\ude00\/","role":"\u0075ser"} ]""")]
    [InlineData("""[{"x": [1, 1e2, 0.5]}]""", """[{"x": [1.0, 100, 5E-1]}]""")]
    [InlineData("""[{"x": {"a": 1, "b": {"c": 2, "d": 3}}}]""", """[{"x": {"b": {"d": 3, "c": 2}, "a": 1}}]""")]
    public void The_same_content_in_other_words_has_the_same_digest(string left, string right) =>
        Assert.Equal(PinOf(left).Digest, PinOf(right).Digest);

    [Fact]
    public void A_response_format_is_content_and_a_model_configuration_is_settings()
    {
        var content = PromptContent.OfText("a");
        var plain = Pin(new PromptMaterial(content));
        var formatted = Pin(new PromptMaterial(content with { ResponseFormat = Json.Map("""{"type": "object"}""") }));
        var configured = Pin(new PromptMaterial(content, Json.Map("""{"temperature": 0.2}""")));
        var reconfigured = Pin(new PromptMaterial(content, Json.Map("""{"temperature": 0.3}""")));
        Assert.NotEqual(plain.Digest, formatted.Digest);
        Assert.Equal(plain.Digest, configured.Digest);
        Assert.Equal(plain.Digest, reconfigured.Digest);
        Assert.Null(plain.SettingsDigest);
        Assert.NotEqual(configured.SettingsDigest, reconfigured.SettingsDigest);
        var respelled = Pin(new PromptMaterial(content, Json.Map("""{ "temperature":2e-1 }""")));
        Assert.Equal(configured.SettingsDigest, respelled.SettingsDigest);
    }

    [Fact]
    public void Inline_messages_and_those_of_a_source_are_one_content() => Assert.Equal(
        PromptAnalyzer.Analyze(Given.Chat(Given.Says(MessageRole.User, "é"), Given.Placeholder("h")), null).Digest,
        PinOf("""[{"content": "\u00e9", "role": "user"}, {"placeholder": "h"}]""").Digest);

    [Fact]
    public void Digests_survive_any_other_order_of_keys_and_writing_again() =>
        Gen.Select(Message.Array[1, 3], Text, Gen.Bool).Sample((messages, format, isIndented) =>
        {
            string list = $"[{string.Join(", ", messages)}]";
            string map = $$"""{"title": {{Sources.Quote(format)}}, "type": "object"}""";
            var other = Material(Rewritten(list, isIndented), Rewritten(map, isIndented));
            var pin = Pin(Material(list, map));
            Assert.Equal(pin.Digest, Pin(other).Digest);
            Assert.Equal(pin.SettingsDigest, Pin(other).SettingsDigest);
            Assert.Equal(pin.Digest, Pin(PromptMaterial.Parse(pin.Data)!).Digest);
            Assert.Equal(pin.Data, Pin(PromptMaterial.Parse(pin.Data)!).Data);
        });

    [Fact]
    public void A_single_changed_character_changes_the_digest() => Gen
        .Select(Text.Where(text => text.Length > 0), Gen.Int[0, 100])
        .Sample((text, pick) =>
        {
            int place = pick % text.Length;
            string changed = text[..place] + (char)(text[place] == 'x' ? 'y' : 'x') + text[(place + 1)..];
            Assert.NotEqual(
                Pin(new PromptMaterial(PromptContent.OfText(text))).Digest,
                Pin(new PromptMaterial(PromptContent.OfText(changed))).Digest);
        });

    [Fact]
    public void A_text_is_not_the_chat_that_says_the_same() =>
        Assert.NotEqual(Pin(new PromptMaterial(PromptContent.OfText("a"))).Digest, PinOf("""[{"content": "a"}]""").Digest);

    [Fact]
    public void Content_as_deep_as_can_be_pinned_can_be_read_again()
    {
        // The content, its messages, a message.
        string deepest = new string('[', CanonicalJson.MaxDepth - 3) + new string(']', CanonicalJson.MaxDepth - 3);
        var pin = PinOf($$"""[{"x": {{deepest}}}]""");
        Assert.Equal(pin.Digest, Pin(PromptMaterial.Parse(pin.Data)!).Digest);
        var deeper = PromptAnalyzer.Analyze(Given.Source(), Sources.Chat($$"""{"x": [{{deepest}}]}"""));
        Assert.Contains("nested deeper than 64 levels", deeper.Fault?.Message, StringComparison.Ordinal);
    }

    private static PromptPin PinOf(string messages) => Pin(Material(messages, null));

    private static PromptMaterial Material(string messages, string? map) => new(
        PromptContent.OfChat([.. Json.Of(messages).EnumerateArray()]) with
        {
            ResponseFormat = map is null ? null : Json.Map(map),
        },
        map is null ? null : Json.Map(map));

    private static PromptPin Pin(PromptMaterial material)
    {
        Assert.True(PromptPin.Of(material).TryGet(out var pin, out var fault), fault?.Message);
        return pin;
    }

    private static string Rewritten(string json, bool isIndented) =>
        Reversed(JsonNode.Parse(json))!.ToJsonString(new JsonSerializerOptions { WriteIndented = isIndented });

    private static JsonNode? Reversed(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(
            map.Reverse().Select(entry => KeyValuePair.Create(entry.Key, Reversed(entry.Value))).ToList()),
        JsonArray list => new JsonArray([.. list.Select(Reversed)]),
        _ => node?.DeepClone(),
    };
}
