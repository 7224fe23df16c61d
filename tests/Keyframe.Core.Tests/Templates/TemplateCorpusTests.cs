using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Prompts;
using Keyframe.Core.Tests.Prompts;

namespace Keyframe.Core.Tests.Templates;

/// <summary>Templates as people and registries write them, and what becomes of them without any hint from their
/// authors.</summary>
public sealed class TemplateCorpusTests
{
    private const TemplateEngine Mustache = TemplateEngine.Mustache;
    private const TemplateEngine Jinja2 = TemplateEngine.Jinja2;

    public static TheoryData<string, string, TemplateEngine, string> Sound => new()
    {
        // what, template, engine, variables
        { "no variables", "You are a helpful assistant.", Mustache, "" },
        { "nothing", "", Mustache, "" },
        { "one", "Hello {{name}}!", Mustache, "name" },
        { "twice", "{{name}} and {{name}}", Mustache, "name" },
        { "side by side", "{{a}}{{b}}", Mustache, "a b" },
        { "dotted", "{{user.name}} {{user.address.city}} {{items.0.price}}", Mustache,
            "items.0.price user.address.city user.name" },
        { "blanks", "{{ a }}{{b }}{{ c}}{{\td\t}}", Mustache, "a b c d" },
        { "line breaks within", "{{\n  a\n}}{{\r\nb\r\n}}", Mustache, "a b" },
        { "other blanks", "{{\u00a0a\u2003}}{{\u2028b}}", Mustache, "a b" },
        { "case", "{{name}}{{Name}}{{NAME}}", Mustache, "NAME Name name" },
        { "snake, kebab, digits", "{{user_name}}{{user-name}}{{x1}}{{1}}", Mustache, "1 user-name user_name x1" },
        { "json around", "{\"q\": \"{{q}}\", \"n\": {{n}}, \"o\": {\"v\": {{v}}}}", Mustache, "n q v" },
        { "json around on lines", "{\n  \"a\": [\n    {\"b\": {{b}}}\n  ]\n}", Mustache, "b" },
        { "json without variables", "Answer as {\"a\": {\"b\": {\"c\": 1}}}.", Mustache, "" },
        { "three braces", "{{{html}}}", Mustache, "html" },
        { "three braces around two", "{ {{a}} }{{{b}}}}", Mustache, "a b" },
        { "single braces", "{name} {0} ${var} {}", Mustache, "" },
        { "closing alone", "a }} b }}} c", Mustache, "" },
        { "backslash before", "\\{{a}} C:\\{{b}}", Mustache, "a b" },
        { "quotes and entities", "&lt;{{a}}&gt; '{{b}}' `{{c}}`", Mustache, "a b c" },
        { "percent", "100% of {{a}} }% %}", Mustache, "a" },
        { "markdown", "# {{title}}\n\n```json\n{\"k\": \"{{v}}\"}\n```\n", Mustache, "title v" },
        { "xml", "<context>{{context}}</context>\n<q>{{q}}</q>", Mustache, "context q" },
        { "CR LF", "a {{a}}\r\nb {{b}}\r\n", Mustache, "a b" },
        { "CR alone", "a {{a}}\rb {{b}}", Mustache, "a b" },
        { "BOM", "\ufeff{{a}}", Mustache, "a" },
        { "BOM and Jinja2", "\ufeff{% if a %}{{ b }}{% endif %}", Jinja2, "a b" },
        { "latin letters", "{{naïve}}{{größe}}", Mustache, "größe naïve" },
        { "other scripts", "{{имя}}{{名前}}{{이름}}{{όνομα}}", Mustache, "όνομα имя 名前 이름" },
        { "marks", "{{नाम}}{{e\u0301}}{{ชื่อ}}", Mustache, "e\u0301 नाम ชื่อ" },
        { "beyond the first plane", "{{𠮷}}{{𝑥}}", Mustache, "𝑥 𠮷" },
        { "right to left", "{{שם}}{{اسم}}", Mustache, "שם اسم" },
        { "emoji in text", "👋🏽 {{name}} 👨‍👩‍👧", Mustache, "name" },
        { "Langfuse composition left over", "@@@langfusePrompt:name=base|label=production@@@ {{a}}", Mustache, "a" },

        { "if", "{% if premium %}{{ perks }}{% elif trial %}x{% else %}{{ offer }}{% endif %}", Jinja2,
            "offer perks premium trial" },
        { "for", "{% for d in docs %}{{ loop.index }}. {{ d.title }}{% else %}{{ none_found }}{% endfor %}", Jinja2,
            "docs none_found" },
        { "nested for", "{% for a in as_ %}{% for b in a.items %}{{ b }}{{ sep }}{% endfor %}{% endfor %}", Jinja2, "as_ sep" },
        { "set", "{% set total = price * count %}{{ total }}", Jinja2, "count price" },
        { "set of a block", "{% set body %}{{ text }}{% endset %}{{ body }}", Jinja2, "text" },
        { "namespace", "{% set ns = namespace(n=0) %}{% for i in xs %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}", Jinja2,
            "xs" },
        { "macro", "{% macro item(x, y='') %}{{ x }}{{ y }}{% endmacro %}{{ item(name) }}", Jinja2, "name" },
        { "raw", "{% raw %}{{ x }} {% if %} {{ {% endraw %}{{ y }}", Jinja2, "y" },
        { "raw, trimmed", "{%- raw -%}{{ x }}{%- endraw -%}{{ y }}", Jinja2, "y" },
        { "raw without end", "{{ a }}{% raw %}{{ b }}", Jinja2, "a" },
        { "comments", "{# {{ a }} {% if b %} #}{{ c }}{% if d %}{% endif %}", Jinja2, "c d" },
        { "comment without end", "{% if a %}{% endif %}{# {{ b }}", Jinja2, "a" },
        { "white space control", "{%- if a -%}{{- b -}}{%+ endif +%}", Jinja2, "a b" },
        { "filters and tests", "{% if a is defined and b is not none %}{{ c | default(d, true) | upper }}{% endif %}", Jinja2,
            "a b c d" },
        { "strings", "{% if a == '{{ b }}' or c == \"%}\" %}{% endif %}{{ 'it\\'s {{' ~ d }}", Jinja2, "a c d" },
        { "dictionaries", "{% set x = {'k': {'l': v}} %}{{ x['k'] }}{{ {'a': w}['a'] }}", Jinja2, "v w" },
        { "json around Jinja2", "{\"a\": {{ a }}, \"b\": {\"c\": {{ c | tojson }}}}{% if x %}{% endif %}", Jinja2, "a c x" },
        { "unicode in Jinja2", "{% if имя %}{{ 名前 }}{{ größe }}{% endif %}", Jinja2, "größe имя 名前" },
        { "marks in Jinja2", "{% if नाम %}{{ e\u0301 }}{% endif %}", Jinja2, "e\u0301 नाम" },
        { "beyond the first plane in Jinja2", "{% if 𠮷 %}{{ 𝑥 }}{% endif %}", Jinja2, "𝑥 𠮷" },
        { "Jinja2 on CR LF", "{% if a %}\r\n{{ b\r\n}}\r\n{% endif %}\r\n", Jinja2, "a b" },
        { "half of a block", "50 {% off {{ a }}", Jinja2, "" },
        { "end of a block only", "50 %} off {{a}}", Mustache, "a" },
    };

    [Theory]
    [MemberData(nameof(Sound))]
    public void A_sound_template_gives_its_variables_wherever_it_stands(string what, string text, TemplateEngine engine,
        string variables)
    {
        Assert.NotEmpty(what);
        string json = Sources.Quote(text);
        PromptAnalysis[] analyses =
        [
            PromptAnalyzer.Analyze(Given.Text(text), null),
            PromptAnalyzer.Analyze(Given.Source(), Given.Content(text)),
            PromptAnalyzer.Analyze(Given.Chat(Given.Placeholder("history"), Given.Says(MessageRole.User, text)), null),
            PromptAnalyzer.Analyze(Given.Source(), Sources.Chat($$"""{"content": {{json}}, "id": "{{"{{"}}x"}""")),
            PromptAnalyzer.Analyze(Given.Source(), Sources.Chat($$"""{"content": [{"type": "image"}, 1, {"text": {{json}}}]}""")),
        ];
        Assert.All(analyses, analysis =>
        {
            Assert.Null(analysis.Fault);
            Assert.Equal(engine, analysis.Engine);
            Assert.Equal(variables.Split(' ', StringSplitOptions.RemoveEmptyEntries), analysis.Variables);
        });
        Assert.Equal(analyses[0].Digest, analyses[1].Digest);
    }

    public static TheoryData<string, string, string> Faulty => new()
    {
        { "never closed", "a {{name", "line 1, column 3: {{ opens a variable that is never closed" },
        { "closed with one brace", "{{name}", "line 1, column 1: {{ opens a variable that is never closed" },
        { "closed in another tag", "{{a {{b}}", "line 1, column 1: {{ opens" },
        { "empty", "{{}}", "line 1, column 1: the variable between {{ and }} has no name" },
        { "blank", "{{ \r\n }}", "line 1, column 1: the variable between {{ and }} has no name" },
        { "inner blanks, as Langfuse leaves alone", "{{user name}}", "\"user name\" is not a variable's name" },
        { "a filter without a block", "{{ name | upper }}", "\"name | upper\" is not a variable's name" },
        { "a section", "{{#items}}{{.}}{{/items}}", "{{# is a Mustache tag other than a variable" },
        { "a comment", "{{! later }}", "{{! is a Mustache tag other than a variable" },
        { "a partial", "{{> header}}", "{{> is a Mustache tag other than a variable" },
        { "other delimiters", "{{=<% %>=}}", "{{= is a Mustache tag other than a variable" },
        { "unescaped by ampersand", "{{&a}}", "{{& is a Mustache tag other than a variable" },
        { "a dot", "{{.}}", "\".\" is not a variable's name" },
        { "an index", "{{a[0]}}", "\"a[0]\" is not a variable's name" },
        { "JSON that opens twice", "{{\"a\": 1}}", "\"\\\"a\\\": 1\" is not a variable's name" },
        { "four braces", "{{{{a}}}}", "{{ opens a variable that is never closed" },
        { "three and two", "{{{a}}", "{{{ opens a variable that is closed with }} only" },
        { "an emoji", "{{👋}}", "\"👋\" is not a variable's name" },
        { "what nobody sees", "{{\u200bname}}", "\"\\u200bname\" is not a variable's name" },
        { "BOM within", "a\r\n{{\ufeffname}}", "line 2, column 1: \"\\ufeffname\" is not a variable's name" },
        { "after CR LF", "a\r\nb\r\n  {{}}", "line 3, column 3: " },
        { "after CR", "a\rb\r  {{}}", "line 3, column 3: " },
        { "after a BOM", "\ufeff{{}}", "line 1, column 1: " },
        { "after emoji", "👋🏽é{{}}", "line 1, column 4: " },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public void A_faulty_template_is_refused_with_its_place_and_can_be_kept_as_text(string what, string text, string problem)
    {
        Assert.NotEmpty(what);
        var fault = PromptAnalyzer.Analyze(Given.Text(text), null).Fault;
        Assert.Equal(Reasons.InvalidTemplate, fault?.Reason);
        Assert.Contains(problem, fault!.Message, StringComparison.Ordinal);
        Assert.StartsWith("spec.template.text, line ", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("If the braces are meant as text, set spec.template.engine to None.", fault.Message,
            StringComparison.Ordinal);

        var chat = PromptAnalyzer.Analyze(
            Given.Source(), Sources.Chat($$"""{"content": [{"text": "fine"}, {"text": {{Sources.Quote(text)}}}]}"""));
        Assert.Equal(Reasons.InvalidTemplate, chat.Fault?.Reason);
        Assert.StartsWith("the content of spec.source, messages[0].content[1].text, line ", chat.Fault!.Message,
            StringComparison.Ordinal);

        var literal = PromptAnalyzer.Analyze(Given.Text(text, TemplateEngine.None), null);
        Assert.Null(literal.Fault);
        Assert.Empty(literal.Variables);
    }

    // 200 KB of what makes a careless scanner look again and again. Nothing is timed: quadratic work would not end.
    [Theory]
    [InlineData("{{")]
    [InlineData("{%")]
    [InlineData("{#")]
    [InlineData("{")]
    [InlineData("}}")]
    [InlineData("{{a}}")]
    [InlineData("{{ a }} {% ")]
    [InlineData("{{'")]
    [InlineData("{% raw %}")]
    [InlineData("{% raw %}{% endraw %}")]
    [InlineData("{% raw %}{%            ")]
    [InlineData("{% if a %}")]
    [InlineData("{{ (((")]
    [InlineData("\r")]
    [InlineData("\r\n{{a}}")]
    [InlineData("{{a.")]
    [InlineData("ab ")]
    [InlineData("a \\")]
    public void Two_hundred_kilobytes_cost_no_more_than_twice_one_hundred(string piece)
    {
        _ = Allocated(piece, 1_000);
        foreach (var engine in new[] { Mustache, Jinja2 })
        {
            long small = Allocated(piece, 100_000, engine);
            Assert.InRange(Allocated(piece, 200_000, engine), 0, (3 * small) + 100_000);
        }

        foreach (string text in new[] { Filled(piece, 200_000), Filled(piece, 200_000) + "{{", "{{" + Filled(piece, 200_000) })
        {
            var analysis = PromptAnalyzer.Analyze(Given.Text(text), null);
            Assert.NotNull(analysis.Digest);
            Assert.InRange(analysis.Fault?.Message.Length ?? 0, 0, 1_000);
        }
    }

    private static string Filled(string piece, int length) => string.Concat(Enumerable.Repeat(piece, length / piece.Length));

    private static long Allocated(string piece, int length, TemplateEngine? engine = null)
    {
        var spec = Given.Text(Filled(piece, length), engine);
        long before = GC.GetAllocatedBytesForCurrentThread();
        _ = PromptAnalyzer.Analyze(spec, null);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
