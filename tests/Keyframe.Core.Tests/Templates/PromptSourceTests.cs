using Keyframe.Api.Conditions;
using Keyframe.Core.Prompts;
using Keyframe.Core.Tests.Prompts;

namespace Keyframe.Core.Tests.Templates;

public sealed class PromptSourceTests
{
    [Fact]
    public void A_response_format_is_checked_wherever_it_comes_from()
    {
        var wrong = Json.Map("""{"properties": {"age": {"type": "int"}}}""");
        var inline = PromptAnalyzer.Analyze(Given.Text("{{a}}") with { ResponseFormat = wrong }, null);
        Assert.Equal(Reasons.InvalidResponseFormat, inline.Fault?.Reason);
        Assert.StartsWith("spec.responseFormat.properties.age.type: \"int\" is", inline.Fault!.Message, StringComparison.Ordinal);
        Assert.Equal(["a"], inline.Variables);
        Assert.NotNull(inline.Pin);

        var content = PromptContent.OfText("a") with { ResponseFormat = wrong };
        string? message = PromptAnalyzer.Analyze(Given.Source(), Sources.Of(content)).Fault?.Message;
        Assert.StartsWith("the source's responseFormat.properties.age.type: ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Content_that_is_neither_text_nor_chat_is_refused()
    {
        PromptContent[] formless =
        [
            PromptContent.OfChat([]),
            PromptContent.OfChat([Json.Of("\"hello\"")]),
            PromptContent.OfChat([default]),
            new PromptContent { Type = PromptContent.Text },
            new PromptContent { Type = "image", Template = "a" },
        ];
        Assert.All(formless, content =>
        {
            var analysis = PromptAnalyzer.Analyze(Given.Source(), Sources.Of(content));
            Assert.Null(analysis.Pin);
            Assert.Equal(Reasons.InvalidContent, analysis.Fault?.Reason);
            Assert.StartsWith("the content of spec.source is neither", analysis.Fault!.Message, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("""{"content": "{{a}}", "\ud800": 1}""", "a property name has a lone surrogate (U+D800) at character 1")]
    [InlineData("""{"content": [{"\udc00": 1, "text": "{{a}}"}]}""", "a property name has a lone surrogate (U+DC00)")]
    [InlineData("""{"content": "\ud800"}""", "the text has a lone surrogate (U+D800) at character 1")]
    [InlineData("""{"content": "a", "content": "b"}""", "the property \"content\" is given twice")]
    [InlineData("""{"x": 12345678901234567890}""", "the integer 12345678901234567890 is beyond 2^53")]
    public void A_message_that_cannot_be_kept_is_refused_with_its_place(string message, string problem)
    {
        var analysis = PromptAnalyzer.Analyze(Given.Source(), Sources.Chat("""{"content": "fine"}""", message));
        Assert.Null(analysis.Pin);
        Assert.StartsWith("template.messages[1]", analysis.Fault?.Message, StringComparison.Ordinal);
        Assert.Contains(problem, analysis.Fault!.Message, StringComparison.Ordinal);
    }
}
