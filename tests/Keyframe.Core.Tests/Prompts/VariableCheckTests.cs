using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Prompts;

namespace Keyframe.Core.Tests.Prompts;

public sealed class VariableCheckTests
{
    [Fact]
    public void A_template_that_uses_exactly_what_is_declared_is_sound()
    {
        var analysis = PromptAnalyzer.Analyze(Given.Text("{{b.c}} {{a}}", null, "a", "b.c"), null);
        Assert.Null(analysis.Fault);
        Assert.Null(analysis.Advice);
    }

    [Fact]
    public void Without_declarations_any_variable_is_sound() =>
        Assert.Null(PromptAnalyzer.Analyze(Given.Text("{{a}}"), null).Fault);

    [Fact]
    public void Undeclared_variables_are_named_all()
    {
        var analysis = PromptAnalyzer.Analyze(Given.Text("{{c}} {{a}} {{b}}", null, "a"), null);
        Assert.Equal(Reasons.UndeclaredVariable, analysis.Fault?.Reason);
        Assert.Equal(
            "the template uses \"b\", \"c\", which spec.variables does not declare; make them agree in a new version.",
            analysis.Fault?.Message);
        Assert.Equal(["a", "b", "c"], analysis.Variables);
    }

    [Fact]
    public void Unused_declarations_are_named_all()
    {
        var analysis = PromptAnalyzer.Analyze(Given.Text("{{a}}", null, "c", "a", "b"), null);
        Assert.Equal(Reasons.UnusedVariable, analysis.Fault?.Reason);
        Assert.Equal(
            "spec.variables declares \"b\", \"c\", which the template does not use; make them agree in a new version.",
            analysis.Fault?.Message);
    }

    [Fact]
    public void A_renamed_variable_is_told_from_both_sides()
    {
        var fault = PromptAnalyzer.Analyze(Given.Text("{{persona}}", null, "person"), null).Fault;
        Assert.Equal(Reasons.UndeclaredVariable, fault?.Reason);
        Assert.Equal(
            "the template uses \"persona\", which spec.variables does not declare, and does not use \"person\", which it "
                + "declares; make them agree in a new version.",
            fault?.Message);
    }

    [Fact]
    public void An_empty_list_declares_that_there_are_none()
    {
        var spec = Given.Text("{{a}}") with { Variables = [] };
        Assert.Equal(Reasons.UndeclaredVariable, PromptAnalyzer.Analyze(spec, null).Fault?.Reason);
    }

    [Fact]
    public void Plain_text_uses_no_variables()
    {
        var analysis = PromptAnalyzer.Analyze(Given.Text("{{ {% {{}} a", TemplateEngine.None), null);
        Assert.Null(analysis.Fault);
        Assert.Empty(analysis.Variables);
        Assert.Equal(
            Reasons.UnusedVariable, PromptAnalyzer.Analyze(Given.Text("{{a}}", TemplateEngine.None, "a"), null).Fault?.Reason);
    }

    [Fact]
    public void A_hostile_number_of_names_does_not_outgrow_the_message()
    {
        var text = string.Concat(Enumerable.Range(0, 1000).Select(i => $"{{{{{new string('v', 100)}{i}}}}}"));
        var fault = PromptAnalyzer.Analyze(Given.Text(text) with { Variables = [] }, null).Fault;
        Assert.InRange(fault!.Message.Length, 4_000, 5_000);
        Assert.Matches(" and 9[0-9]{2} more, which", fault.Message);
    }

    [Fact]
    public void For_Jinja2_a_difference_is_only_advice()
    {
        var analysis = PromptAnalyzer.Analyze(Given.Text("{% if vip %}{{ name }}{% endif %}", null, "name", "tone"), null);
        Assert.Null(analysis.Fault);
        Assert.Equal(
            "the template seems to use \"vip\", which spec.variables does not declare, and not to use \"tone\", which it "
                + "declares; variables of Jinja2 templates are guessed, so this is advice: check the names.",
            analysis.Advice);
    }

    [Fact]
    public void For_Jinja2_agreement_needs_no_advice() =>
        Assert.Null(PromptAnalyzer.Analyze(Given.Text("{% if vip %}{{ name }}{% endif %}", null, "name", "vip"), null).Advice);
}
