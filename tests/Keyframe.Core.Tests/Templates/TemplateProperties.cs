using System.Text.Json;
using CsCheck;
using Keyframe.Api.Conditions;
using Keyframe.Api.Naming;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Prompts;
using Keyframe.Core.Tests.Prompts;

namespace Keyframe.Core.Tests.Templates;

public sealed class TemplateProperties
{
    private static readonly Gen<string> Piece = Gen.OneOf(
        "{{", "}}", "{%", "%}", "{#", "#}", "{", "}", "'", "\"", "\\", "-", ".", "|", "=", "(", ")", " ", "\n", "\r\n", "\ufeff",
        "a", "if", "for", "in", "set", "raw", "endraw", "ж", "𠮷", "\u0301", "\0", "\ud800", "\udc00", "1");

    private static readonly Gen<string> Text = Piece.Array[0, 25].Select(string.Concat);

    // As it comes over a wire: escapes, unknown fields, any kind of value anywhere.
    private static readonly Gen<string> Value = Gen.Recursive<string>((depth, inner) => depth >= 4
        ? Gen.OneOf("null", "1", "1e400", "12345678901234567890", "\"{{a}}\"", "\"\\ud800\"", "\"\\u0000{{\"")
        : Gen.Frequency(
            (2, Text.Select(text => JsonSerializer.Serialize(text))),
            (1, Gen.OneOf("true", "\"\\udc00\\ud800 {{b}}\"", "\"\\u007b{c}}\"")),
            (1, inner.Array[0, 3].Select(items => $"[{string.Join(",", items)}]")),
            (2, Members(inner))));

    [Fact]
    public void No_text_makes_the_analysis_fail() => Gen
        .Select(Text, Gen.OneOf<TemplateEngine?>(null, TemplateEngine.Mustache, TemplateEngine.Jinja2, TemplateEngine.None))
        .Sample((text, engine) =>
        {
            Judge(PromptAnalyzer.Analyze(Given.Text(text, engine, "a"), null));
            Judge(PromptAnalyzer.Analyze(Given.Source(), Given.Content(text)));
            Judge(PromptAnalyzer.Analyze(Given.Chat(Given.Says(MessageRole.Tool, text), Given.Placeholder(text)), null));
        }, iter: 2_000);

    [Fact]
    public void No_messages_make_the_analysis_fail() => Gen
        .Select(Gen.Frequency((9, Members(Value)), (1, Value)).Array[0, 3], Value, Value)
        .Sample((messages, format, config) =>
        {
            var content = PromptContent.OfChat([.. messages.Select(Json.Of)]) with { ResponseFormat = MapOf(format) };
            var source = new SourceContent(new PromptMaterial(content, MapOf(config)), new ResolvedSource());
            var analysis = PromptAnalyzer.Analyze(Given.Source(), source);
            Judge(analysis);
            if (analysis.Pin is { } pin)
            {
                Assert.Equal(pin.Digest, Again(pin).Digest);
                Assert.Equal(pin.SettingsDigest, Again(pin).SettingsDigest);
            }
        }, iter: 3_000);

    [Fact]
    public void No_data_of_a_configmap_makes_reading_it_fail() => Gen.Select(Gen.OneOf(Value, Text), Gen.OneOf(Value, Text))
        .Sample((content, settings) =>
        {
            var data = new Dictionary<string, string> { [PinKeys.Content] = content, [PinKeys.Settings] = settings };
            Assert.True(PromptMaterial.Parse(data) is not { Content.IsWhole: false });
        });

    private static void Judge(PromptAnalysis analysis)
    {
        Assert.True(analysis.Pin is not null || analysis.Fault is not null);
        string message = analysis.Fault?.Message ?? "";
        Assert.DoesNotContain(message, char.IsControl);
        Assert.True(analysis.Fault?.Reason is null or Reasons.InvalidTemplate or Reasons.InvalidContent or Reasons.InvalidSpec
            or Reasons.UndeclaredVariable or Reasons.UnusedVariable or Reasons.InvalidResponseFormat);
        Assert.Equal(analysis.Variables.Order(StringComparer.Ordinal).Distinct(), analysis.Variables);
    }

    private static PromptPin Again(PromptPin pin)
    {
        Assert.True(PromptPin.Of(PromptMaterial.Parse(pin.Data)!).TryGet(out var again, out _));
        return again;
    }

    private static IReadOnlyDictionary<string, JsonElement>? MapOf(string json) =>
        json == "null" ? null : Json.Map($$"""{"x":{{json}}}""");

    private static Gen<string> Members(Gen<string> inner) => Gen
        .Select(Gen.OneOf("content", "role", "text", "type", "placeholder", "x", "\\u0063ontent", "\\ud800", ""), inner)
        .Array[0, 4]
        .Select(members => members.DistinctBy(member => member.Item1).Select(member => $"\"{member.Item1}\":{member.Item2}"))
        .Select(members => $"{{{string.Join(",", members)}}}");
}
