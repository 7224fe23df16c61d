using k8s.Models;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Canonical;
using Keyframe.Core.Prompts;
using Keyframe.Core.Tests.Prompts;

namespace Keyframe.Core.Tests.Builders;

/// <summary>Version 7 of the prompt support-system, given inline, not looked at yet.</summary>
internal sealed class PromptBuilder(string name)
{
    private PromptVersion _prompt = new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = A.Namespace, Uid = $"uid-of-{name}", Generation = 1 },
        Spec = new PromptVersionSpec
        {
            Prompt = "support-system",
            Version = "7",
            Template = new PromptTemplate { Text = "You are {{persona}}." },
        },
    };

    public PromptBuilder Saying(string text, TemplateEngine? engine = null) =>
        With(spec => spec with { Template = new PromptTemplate { Text = text, Engine = engine }, Source = null });

    public PromptBuilder From(string configMap, string key) => With(spec => spec with
    {
        Template = null,
        Source = new PromptSource { ConfigMapKeyRef = new ConfigMapPromptReference { Name = configMap, Key = key } },
    });

    public PromptBuilder Declaring(params string[] variables) =>
        With(spec => spec with { Variables = [.. variables.Select(variable => new PromptVariable { Name = variable })] });

    public PromptBuilder With(Func<PromptVersionSpec, PromptVersionSpec> change)
    {
        _prompt = _prompt with { Spec = change(_prompt.Spec) };
        return this;
    }

    public PromptBuilder Recorded(PromptVersionStatus? status)
    {
        _prompt = _prompt with { Status = status };
        return this;
    }

    /// <summary>Looked at by the operator, and ready.</summary>
    public PromptBuilder Ready() =>
        Recorded(PromptPlanner.Plan(new PromptObservation(_prompt, A.Moment)).Status) is { _prompt.Status: { } status } ready
        && status.Conditions.Any(condition => condition is { Type: ConditionTypes.Ready, Status: ConditionStatus.True })
            ? ready
            : throw new InvalidOperationException("the prompt is not one that becomes ready");

    public PromptVersion Build() => _prompt;

    public Digest DigestOf(string text) =>
        PromptAnalyzer.Analyze(_prompt.Spec, Given.Content(text)).Digest ?? throw new InvalidOperationException("the text has no digest");
}
