using CsCheck;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Prompts;

namespace Keyframe.Core.Tests.Prompts;

public sealed class JinjaTests
{
    [Theory]
    [InlineData("{{ name }}", "name")]
    [InlineData("{{ user.name | upper }} {{user['id']}}", "user")]
    [InlineData("{{ a + b * 2 }} {{ c if d else 'e' }}", "a,b,c,d")]
    [InlineData("{{ items | join(', ') | default(fallback) }}", "fallback,items")]
    [InlineData("{{ f(x, key=y) }}", "f,x,y")]
    [InlineData("{{ a is defined }} {{ b is not none }} {{ not c }}", "a,b,c")]
    [InlineData("{{ {'k': v}['}}'] }}", "v")]
    [InlineData("{{- a -}}{%- if b +%}{% endif %}", "a,b")]
    [InlineData("{% for item in items %}{{ loop.index }} {{ item.x }}{% endfor %}", "items")]
    [InlineData("{% for k, v in pairs.items() if k %}{{ v }}{% endfor %}", "pairs")]
    [InlineData("{% set total = a + b %}{{ total }}", "a,b")]
    [InlineData("{% with x = y %}{{ x }}{% endwith %}", "y")]
    [InlineData("{% macro m(p) %}{{ p }}{% endmacro %}{{ m(q) }}", "q")]
    [InlineData("{# {{ hidden }} #}{% raw %}{{ literal }} {{ {% endraw %}{{ seen }}", "seen")]
    [InlineData("{{ 1.5e3 }} {{ 'a' ~ \"b\\\"c\" }} {{ true and False }}", "")]
    [InlineData("{{ имя }}", "имя")]
    [InlineData("{{ a }} {{ b", "a")]
    [InlineData("{{ }} {% %} {{ a", "")]
    public void Root_names_are_guessed(string text, string expected)
    {
        var analysis = PromptAnalyzer.Analyze(Given.Text(text, TemplateEngine.Jinja2), null);
        Assert.Null(analysis.Fault);
        Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), analysis.Variables);
    }

    [Fact]
    public void No_text_makes_the_analysis_fail()
    {
        var text = Gen.String[Gen.Frequency(
            (3, Gen.OneOf('{', '}', '%', '#', '\'', '"', '.', '|', '=', '(', ')', '-', ' ', '\n', '\\')),
            (1, Gen.OneOf('a', 'é', '0', '\0', '\ud800', '\udc00'))), 0, 60];
        Gen.Select(text, Gen.OneOf<TemplateEngine?>(null, TemplateEngine.Mustache, TemplateEngine.Jinja2, TemplateEngine.None))
            .Sample((random, engine) =>
            {
                var analysis = PromptAnalyzer.Analyze(Given.Text(random, engine, "a"), null);
                Assert.True(analysis.Digest is not null || analysis.Fault is not null);
                Assert.DoesNotContain('\0', analysis.Fault?.Message ?? "");
            });
    }

    [Fact]
    public void A_long_text_of_openings_is_analyzed_in_linear_time()
    {
        // Quadratic work on 256 Ki openings would take minutes.
        foreach (var piece in new[] { "{{", "{%", "{#", "{{'", "{% raw %}{{", "{{a" })
        {
            var text = string.Concat(Enumerable.Repeat(piece, 262_144 / piece.Length));
            var elapsed = System.Diagnostics.Stopwatch.StartNew();
            PromptAnalyzer.Analyze(Given.Text(text, TemplateEngine.Jinja2), null);
            PromptAnalyzer.Analyze(Given.Text(text, TemplateEngine.Mustache), null);
            Assert.InRange(elapsed.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        }
    }
}
