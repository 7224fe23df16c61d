using CsCheck;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Prompts;

namespace Keyframe.Core.Tests.Prompts;

public sealed class MustacheTests
{
    [Theory]
    [InlineData("Hello.", "")]
    [InlineData("Hello {{name}}.", "name")]
    [InlineData("{{a.b}} {{ c }} {{\td\n}}", "a.b,c,d")]
    [InlineData("{{b}}{{a}}{{b}}", "a,b")]
    [InlineData("{{Name}}{{name}}", "Name,name")]
    [InlineData("{{{raw}}} {{{ raw }}}", "raw")]
    [InlineData("{{naïve}} {{имя}} {{名前}} {{e\u0301}}", "e\u0301,naïve,имя,名前")]
    [InlineData("{{user-name}} {{_x}} {{items.0}}", "_x,items.0,user-name")]
    [InlineData("{\"a\": {\"b\": {{b}}}}", "b")]
    [InlineData("{\"a\": {\"b\": 1}} }} } {", "")]
    [InlineData("{ {a} }", "")]
    public void Variables_are_the_names_between_double_braces(string text, string expected)
    {
        var analysis = PromptAnalyzer.Analyze(Given.Text(text), null);
        Assert.Null(analysis.Fault);
        Assert.Equal(TemplateEngine.Mustache, analysis.Engine);
        Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), analysis.Variables);
    }

    [Theory]
    [InlineData("{{", 1, 1, "{{ opens a variable that is never closed")]
    [InlineData("a\nbc {{d", 2, 4, "{{ opens a variable that is never closed")]
    [InlineData("{{a {{b}}", 1, 1, "{{ opens a variable that is never closed")]
    [InlineData("{{a}", 1, 1, "{{ opens a variable that is never closed")]
    [InlineData("x\r\ny\rz {{}}", 3, 3, "the variable between {{ and }} has no name")]
    [InlineData("{{ \n }}", 1, 1, "the variable between {{ and }} has no name")]
    [InlineData("😀é{{a b}}", 1, 3, "\"a b\" is not a variable's name")]
    [InlineData("{{a..b}}", 1, 1, "\"a..b\" is not a variable's name")]
    [InlineData("{{.a}}", 1, 1, "\".a\" is not a variable's name")]
    [InlineData("{{a.}}", 1, 1, "\"a.\" is not a variable's name")]
    [InlineData("{{ name | upper }}", 1, 1, "\"name | upper\" is not a variable's name")]
    [InlineData("{{ok}} {{\"key\": 1}}", 1, 8, "\"\\\"key\\\": 1\" is not a variable's name")]
    [InlineData("{{#if}}", 1, 1, "{{# is a Mustache tag other than a variable, and only {{name}} is supported")]
    [InlineData("{{! note }}", 1, 1, "{{! is a Mustache tag other than a variable")]
    [InlineData("{{{a}}", 1, 1, "{{{ opens a variable that is closed with }} only")]
    [InlineData("{{{{a}}}}", 1, 1, "{{ opens a variable that is never closed")]
    public void What_is_no_variable_is_refused_with_line_and_column(string text, int line, int column, string problem)
    {
        var analysis = PromptAnalyzer.Analyze(Given.Text(text, null, "a"), null);
        Assert.Equal(Reasons.InvalidTemplate, analysis.Fault?.Reason);
        var message = analysis.Fault!.Message;
        Assert.StartsWith($"spec.template.text, line {line}, column {column}: {problem}", message, StringComparison.Ordinal);
        Assert.EndsWith(" If the braces are meant as text, set spec.template.engine to None.", message, StringComparison.Ordinal);
        Assert.Empty(analysis.Variables);
        Assert.NotNull(analysis.Digest);
    }

    [Fact]
    public void A_fault_of_a_chat_names_the_message()
    {
        var spec = Given.Chat(
            Given.Says(MessageRole.System, "{{a}}"), Given.Placeholder("history"), Given.Says(MessageRole.User, "\n{{}}"));
        var message = PromptAnalyzer.Analyze(spec, null).Fault?.Message;
        Assert.StartsWith("spec.template.messages[2].content, line 2, column 1: ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_as_long_as_declarations_may_be()
    {
        var longest = new string('n', 128);
        Assert.Equal([longest], PromptAnalyzer.Analyze(Given.Text($"{{{{{longest}}}}}"), null).Variables);
        var fault = PromptAnalyzer.Analyze(Given.Text($"{{{{{longest}n}}}}"), null).Fault;
        Assert.Contains("the variable's name has 129 characters; use at most 128", fault?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_variables_than_the_status_holds_are_refused()
    {
        static string Using(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"{{{{v{i}}}}}"));
        Assert.Equal(1024, PromptAnalyzer.Analyze(Given.Text(Using(1024)), null).Variables.Count);
        Assert.Equal(Reasons.InvalidTemplate, PromptAnalyzer.Analyze(Given.Text(Using(1025)), null).Fault?.Reason);
    }

    [Fact]
    public void Variables_put_into_any_text_without_double_braces_are_found_again()
    {
        var name = Gen.String[Gen.OneOf('a', 'Z', '_', '-', '5', 'ж'), 1, 6];
        var prose = Gen.String[Gen.Char['\u0001', '\ud7ff'].Where(c => c is not ('{' or '}')), 0, 20];
        Gen.Select(prose, name).Array[0, 8].Sample(pairs =>
        {
            var text = string.Concat(pairs.Select(pair => $"{pair.Item1}{{{{ {pair.Item2} }}}}"));
            Assert.Equal(
                pairs.Select(pair => pair.Item2).Distinct().Order(StringComparer.Ordinal),
                PromptAnalyzer.Analyze(Given.Text(text, TemplateEngine.Mustache), null).Variables);
        });
    }
}
