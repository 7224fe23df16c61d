using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Faults;
using Keyframe.Core.ResponseFormats;

namespace Keyframe.Core.Prompts;

/// <summary>Judges prompt versions: shape, content, template language, variables, response format, digests.</summary>
public static class PromptAnalyzer
{
    private static readonly PromptAnalysis Nothing = new(null, TemplateEngine.None, [], null, null);

    private static readonly Fault Formless = new(
        Reasons.InvalidContent,
        "the content of spec.source is neither a text nor the messages of a chat; correct it there, and create a new version.");

    /// <summary>Judges one prompt version. Total: whatever the spec and the source hold, the answer is an analysis.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="source">
    /// For a spec with a source, what it was resolved to, null while it is not; ignored where the spec has the template.
    /// </param>
    public static PromptAnalysis Analyze(PromptVersionSpec spec, SourceContent? source)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (PromptShape.Check(spec) is { } misshapen)
        {
            return Nothing with { Fault = misshapen };
        }

        if (spec.Template is null && source is null)
        {
            return Nothing;
        }

        if (spec.Template is null && !source!.Material.Content.IsWhole)
        {
            return Nothing with { Fault = Formless };
        }

        var passages = spec.Template is { } template ? Passage.Of(template) : Passage.Of(source!.Material.Content);
        if (PromptShape.CheckContent(passages, spec.Template) is { } unkeepable)
        {
            return Nothing with { Fault = unkeepable };
        }

        var material = PromptMaterial.Of(spec) ?? Complete(source!.Material, spec);
        return PromptPin.Of(material).TryGet(out var pin, out var fault)
            ? Analyze(spec, material.Content, passages, pin)
            : Nothing with { Fault = fault };
    }

    /// <summary>What a source gives, with what the spec adds to it: a ConfigMap's key is a template alone.</summary>
    /// <param name="material">What the source gives.</param>
    /// <param name="spec">The spec.</param>
    public static PromptMaterial Complete(PromptMaterial material, PromptVersionSpec spec)
    {
        ArgumentNullException.ThrowIfNull(material);
        ArgumentNullException.ThrowIfNull(spec);
        return new PromptMaterial(
            material.Content with { ResponseFormat = material.Content.ResponseFormat ?? spec.ResponseFormat },
            material.ModelConfig ?? spec.ModelConfig);
    }

    private static PromptAnalysis Analyze(
        PromptVersionSpec spec, PromptContent content, IReadOnlyList<Passage> passages, PromptPin pin)
    {
        var engine = spec.Template?.Engine ?? EngineDetection.Detect(passages);
        string place = spec.ResponseFormat is null ? "the source's responseFormat" : "spec.responseFormat";
        var schema = SchemaCheck.Check(content.ResponseFormat, place);
        if (engine == TemplateEngine.Jinja2)
        {
            var guessed = JinjaVariables.Guess(passages);
            return new PromptAnalysis(pin, engine, guessed, schema, VariableCheck.Advise(guessed, spec.Variables));
        }

        Fault? fault = null;
        IReadOnlyList<string> used = [];
        if (engine == TemplateEngine.Mustache && !MustacheVariables.Extract(passages).TryGet(out used!, out fault))
        {
            return new PromptAnalysis(pin, engine, [], fault, null);
        }

        return new PromptAnalysis(pin, engine, used, VariableCheck.Check(used, spec.Variables) ?? schema, null);
    }
}
