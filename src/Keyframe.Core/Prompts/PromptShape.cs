using System.Globalization;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Canonical;
using Keyframe.Core.Faults;
using Keyframe.Core.Specs;

namespace Keyframe.Core.Prompts;

/// <summary>The schema's rules that are written in CEL, for API servers that do not evaluate it, and the rule of text.</summary>
internal static class PromptShape
{
    public static Fault? Check(PromptVersionSpec spec)
    {
        if ((spec.Template is null) == (spec.Source is null))
        {
            return Invalid(spec.Template is null
                ? "spec has neither template nor source; set one of them."
                : "spec has both template and source; keep one of them.");
        }

        if (spec.Source is not null)
        {
            return spec.Source.ConfigMapKeyRef is { Name.Length: > 0, Key.Length: > 0 }
                ? CheckVariables(spec)
                : Invalid("spec.source names no content; set configMapKeyRef with name and key.");
        }

        return CheckTemplate(spec.Template!) ?? CheckVariables(spec);
    }

    /// <summary>Refuses text that cannot be kept: an API server replaces lone surrogates, and NUL is not text.</summary>
    public static Fault? CheckContent(IEnumerable<Passage> passages, PromptTemplate template)
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

        foreach (var (index, message) in (template.Messages ?? []).Index())
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
