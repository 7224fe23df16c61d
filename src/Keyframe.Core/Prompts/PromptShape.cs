using System.Globalization;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Canonical;
using Keyframe.Core.Faults;
using Keyframe.Core.Specs;

namespace Keyframe.Core.Prompts;

/// <summary>The schema's rules that are written in CEL, for API servers that do not evaluate it, and the rule of text.</summary>
public static class PromptShape
{
    /// <summary>Finds what contradicts itself in a spec.</summary>
    /// <param name="spec">The spec.</param>
    public static Fault? Check(PromptVersionSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if ((spec.Template is null) == (spec.Source is null))
        {
            return Invalid(spec.Template is null
                ? "spec has neither template nor source; set one of them."
                : "spec has both template and source; keep one of them.");
        }

        if (spec.Source is not null)
        {
            return CheckSource(spec.Source) ?? CheckSourceParts(spec) ?? CheckVariables(spec);
        }

        return CheckTemplate(spec.Template!) ?? CheckVariables(spec);
    }

    /// <summary>Refuses text that cannot be kept: an API server replaces lone surrogates, and NUL is not text.</summary>
    internal static Fault? CheckContent(IEnumerable<Passage> passages, PromptTemplate? inline)
    {
        foreach (var passage in passages)
        {
            if (TextFlaw.Find(passage.Text) is { } flaw)
            {
                return new Fault(
                    Reasons.InvalidContent,
                    $"{passage.Place(flaw.Position)}: the text {flaw.Describe()}; remove it and create a new version.");
            }
        }

        foreach (var (index, message) in (inline?.Messages ?? []).Index())
        {
            if (TextFlaw.Find(message.Placeholder) is { } flaw)
            {
                return new Fault(
                    Reasons.InvalidContent,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"spec.template.messages[{index}].placeholder: the name {flaw.Describe()}; rename it."));
            }
        }

        return null;
    }

    private static Fault? CheckTemplate(PromptTemplate template)
    {
        if ((template.Text is null) == (template.Messages is null))
        {
            return Invalid(template.Text is null
                ? "spec.template has neither text nor messages; set one of them."
                : "spec.template has both text and messages; keep one of them.");
        }

        return template.Messages switch
        {
            null => null,
            [] => Invalid("spec.template.messages is empty; give at least one message."),
            var messages => messages.Select(CheckMessage).FirstOrDefault(fault => fault is not null),
        };
    }

    private static Fault? CheckSource(PromptSource source)
    {
        string? problem = source switch
        {
            { ConfigMapKeyRef: { } key, Mlflow: null, Langfuse: null } => key is { Name.Length: > 0, Key.Length: > 0 }
                ? null
                : "spec.source.configMapKeyRef names no content; set name and key.",
            { ConfigMapKeyRef: null, Mlflow: { } prompt, Langfuse: null } => CheckReference(
                "mlflow", prompt.RegistryRef.Name, prompt.Name, (prompt.Version is null) != (prompt.Alias is null), "version and alias"),
            { ConfigMapKeyRef: null, Mlflow: null, Langfuse: { } prompt } => CheckReference(
                "langfuse", prompt.RegistryRef.Name, prompt.Name, (prompt.Version is null) != (prompt.Label is null), "version and label"),
            { ConfigMapKeyRef: null } and { Mlflow: null, Langfuse: null } =>
                "spec.source names no content; set one of configMapKeyRef, mlflow and langfuse.",
            _ => "spec.source has more than one of configMapKeyRef, mlflow and langfuse; keep one of them.",
        };
        return problem is null ? null : Invalid(problem);
    }

    private static string? CheckReference(string kind, string registry, string name, bool isOneOfTwo, string two) =>
        (registry.Length, name.Length, isOneOfTwo) switch
        {
            (0, _, _) => $"spec.source.{kind} names no registry; set registryRef.name to that of a PromptRegistry.",
            (_, 0, _) => $"spec.source.{kind} names no prompt; set name.",
            (_, _, false) => $"spec.source.{kind} must have exactly one of {two}.",
            _ => null,
        };

    private static Fault? CheckSourceParts(PromptVersionSpec spec) => spec switch
    {
        { Source.ConfigMapKeyRef: null } and ({ ResponseFormat: not null } or { ModelConfig: not null }) => Invalid(
            "spec.responseFormat and spec.modelConfig come from the registry along with the template; set them there."),
        { Source.ConfigMapKeyRef.Format: SourceFormat.Prompt, ResponseFormat: not null } => Invalid(
            "spec.responseFormat stands in the prompt that spec.source.configMapKeyRef names; set it there."),
        _ => null,
    };

    private static Fault? CheckMessage(PromptMessage? message, int index)
    {
        var problem = message switch
        {
            { Placeholder: null, Role: not null, Content: not null } => null,
            { Placeholder.Length: > 0, Role: null, Content: null } => null,
            { Placeholder: "" } => "has an empty placeholder; name it, or remove it.",
            { Placeholder: not null } => "has a placeholder beside role or content; a placeholder stands alone.",
            { Role: null, Content: not null } => "has no role; set role to system, developer, user, assistant or tool.",
            { Role: not null } => "has no content; set content.",
            _ => "is empty; give it role and content, or placeholder alone.",
        };
        return problem is null
            ? null
            : Invalid(string.Create(CultureInfo.InvariantCulture, $"spec.template.messages[{index}] {problem}"));
    }

    private static Fault? CheckVariables(PromptVersionSpec spec) =>
        NamedLists.Check(spec.Variables, variable => variable.Name, "spec.variables");

    private static Fault Invalid(string message) => new(Reasons.InvalidSpec, message);
}
