using System.Text;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Canonical;
using Keyframe.Core.Prompts;

namespace Keyframe.Core.Tests.Prompts;

public sealed class PromptAnalyzerTests
{
    [Theory]
    [InlineData("Hello {{name}}", TemplateEngine.Mustache)]
    [InlineData("Hello", TemplateEngine.Mustache)]
    [InlineData("50 {%} of", TemplateEngine.Jinja2)]
    [InlineData("{% if a %}b{% endif %}", TemplateEngine.Jinja2)]
    public void The_engine_is_detected_where_none_is_given(string text, TemplateEngine expected)
    {
        Assert.Equal(expected, PromptAnalyzer.Analyze(Given.Text(text), null).Engine);
        var chat = Given.Chat(Given.Says(MessageRole.System, "x"), Given.Says(MessageRole.User, text));
        Assert.Equal(expected, PromptAnalyzer.Analyze(chat, null).Engine);
        Assert.Equal(expected, PromptAnalyzer.Analyze(Given.Source(), Given.Content(text)).Engine);
    }

    [Fact]
    public void A_given_engine_is_kept() =>
        Assert.Equal(TemplateEngine.None, PromptAnalyzer.Analyze(Given.Text("{% if %}", TemplateEngine.None), null).Engine);

    [Fact]
    public void The_digest_of_a_text_covers_type_and_template() => Assert.Equal(
        Digest.Of(Encoding.UTF8.GetBytes("""{"template":"You are {{persona}}.\r\n","type":"text"}""")),
        PromptAnalyzer.Analyze(Given.Text("You are {{persona}}.\r\n"), null).Digest);

    [Fact]
    public void The_digest_of_a_chat_covers_type_and_messages() => Assert.Equal(
        Digest.Of(Encoding.UTF8.GetBytes(
            """{"messages":[{"content":"Hi","role":"system"},{"placeholder":"history"}],"type":"chat"}""")),
        PromptAnalyzer.Analyze(Given.Chat(Given.Says(MessageRole.System, "Hi"), Given.Placeholder("history")), null).Digest);

    [Fact]
    public void The_digest_speaks_of_content_alone()
    {
        var spec = Given.Text("You are {{a}}.");
        var digest = PromptAnalyzer.Analyze(spec, null).Digest;
        Assert.Equal(digest, PromptAnalyzer.Analyze(Given.Source(), Given.Content("You are {{a}}.")).Digest);
        Assert.Equal(digest, PromptAnalyzer.Analyze(Given.Text("You are {{a}}.", TemplateEngine.None), null).Digest);
        var retold = spec with { Version = "8", CommitMessage = "again", Author = "dana" };
        Assert.Equal(digest, PromptAnalyzer.Analyze(retold, null).Digest);
    }

    [Theory]
    [InlineData("a\r\nb", "a\nb")]
    [InlineData("\u00e9", "e\u0301")]
    [InlineData("\ufeffa", "a")]
    [InlineData("a ", "a")]
    [InlineData("a\tb", "a b")]
    public void Text_that_differs_in_any_byte_has_another_digest(string left, string right) => Assert.NotEqual(
        PromptAnalyzer.Analyze(Given.Text(left), null).Digest, PromptAnalyzer.Analyze(Given.Text(right), null).Digest);

    [Fact]
    public void The_order_of_messages_is_content()
    {
        var (hi, you) = (Given.Says(MessageRole.System, "hi"), Given.Says(MessageRole.User, "you"));
        Assert.NotEqual(
            PromptAnalyzer.Analyze(Given.Chat(hi, you), null).Digest, PromptAnalyzer.Analyze(Given.Chat(you, hi), null).Digest);
    }

    [Fact]
    public void A_source_without_content_yet_has_neither_digest_nor_fault()
    {
        var analysis = PromptAnalyzer.Analyze(Given.Source(), null);
        Assert.Null(analysis.Digest);
        Assert.Null(analysis.Fault);
        Assert.Empty(analysis.Variables);
    }

    [Fact]
    public void The_content_of_a_source_is_checked_like_a_template()
    {
        var spec = Given.Source() with { Variables = [new PromptVariable { Name = "a" }] };
        Assert.Equal(Reasons.UndeclaredVariable, PromptAnalyzer.Analyze(spec, Given.Content("{{a}}{{b}}")).Fault?.Reason);
        Assert.Equal(
            "the content of spec.source, line 1, column 4: the variable between {{ and }} has no name; name it. "
                + "If the braces are meant as text, give it as spec.template.text with engine None instead.",
            PromptAnalyzer.Analyze(spec, Given.Content("abc{{}}")).Fault?.Message);
    }

    [Fact]
    public void Resolved_text_is_ignored_where_the_spec_has_the_template() =>
        Assert.Equal(["a"], PromptAnalyzer.Analyze(Given.Text("{{a}}"), Given.Content("{{b}}")).Variables);

    // Attributes are stored as UTF-8, which has no lone surrogates.
    public static TheoryData<string, string> Unkeepable => new()
    {
        { "one\ntwo\0", "line 2, column 4: the text has a NUL character at character 8; " },
        { "\ud800", "line 1, column 1: the text has a lone surrogate (U+D800) at character 1; " },
        { "😀\udc00", "line 1, column 2: the text has a lone surrogate (U+DC00) at character 3; " },
    };

    [Theory]
    [MemberData(nameof(Unkeepable), DisableDiscoveryEnumeration = true)]
    public void Text_that_cannot_be_kept_is_refused_with_its_place(string text, string place)
    {
        var inText = PromptAnalyzer.Analyze(Given.Text(text), null);
        Assert.Equal(Reasons.InvalidContent, inText.Fault?.Reason);
        Assert.StartsWith("spec.template.text, " + place, inText.Fault?.Message, StringComparison.Ordinal);
        Assert.Null(inText.Digest);

        var inChat = PromptAnalyzer.Analyze(Given.Chat(Given.Placeholder("h"), Given.Says(MessageRole.User, text)), null);
        Assert.StartsWith("spec.template.messages[1].content, " + place, inChat.Fault?.Message, StringComparison.Ordinal);

        var inSource = PromptAnalyzer.Analyze(Given.Source(), Given.Content(text));
        Assert.StartsWith("the content of spec.source, " + place, inSource.Fault?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_placeholder_that_cannot_be_kept_is_refused_too()
    {
        var fault = PromptAnalyzer.Analyze(Given.Chat(Given.Placeholder("h\0")), null).Fault;
        Assert.Equal(Reasons.InvalidContent, fault?.Reason);
        Assert.StartsWith("spec.template.messages[0].placeholder: ", fault?.Message, StringComparison.Ordinal);
    }
}
