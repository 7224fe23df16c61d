using Keyframe.Api.PromptVersions;
using Keyframe.Core.Canonical;
using Keyframe.Core.Faults;

namespace Keyframe.Core.Prompts;

/// <summary>Judges prompt versions: shape, content, template language, variables, digest.</summary>
public static class PromptAnalyzer
{
    private static readonly PromptAnalysis Nothing = new(null, TemplateEngine.None, [], null, null);

    /// <summary>Judges one prompt version. Total: whatever the spec holds, the answer is an analysis.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="resolvedText">
    /// For a spec with a source, the text that it was resolved to, null while it is not; ignored where the spec has the template.
    /// </param>
    public static PromptAnalysis Analyze(PromptVersionSpec spec, string? resolvedText)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (PromptShape.Check(spec) is { } misshapen)
        {
            return Nothing with { Fault = misshapen };
        }

        var template = spec.Template ?? (resolvedText is null ? null : new PromptTemplate { Text = resolvedText });
        if (template is null)
        {
            return Nothing;
        }

        var passages = Passage.Of(template, isSource: spec.Template is null);
        if (PromptShape.CheckContent(passages, template) is { } unkeepable)
        {
            return Nothing with { Fault = unkeepable };
        }

        return PromptDigest.Of(template).TryGet(out var digest, out var fault)
            ? Analyze(spec.Variables, template, passages, digest)
            : Nothing with { Fault = fault };
    }

    private static PromptAnalysis Analyze(
        IReadOnlyList<PromptVariable>? declared, PromptTemplate template, IReadOnlyList<Passage> passages, Digest digest)
    {
        var engine = template.Engine ?? EngineDetection.Detect(passages);
        if (engine == TemplateEngine.Jinja2)
        {
            var guessed = JinjaVariables.Guess(passages);
            return new PromptAnalysis(digest, engine, guessed, null, VariableCheck.Advise(guessed, declared));
        }

        Fault? fault = null;
        IReadOnlyList<string> used = [];
        if (engine == TemplateEngine.Mustache && !MustacheVariables.Extract(passages).TryGet(out used!, out fault))
        {
            return new PromptAnalysis(digest, engine, [], fault, null);
        }

        return new PromptAnalysis(digest, engine, used, VariableCheck.Check(used, declared), null);
    }
}
