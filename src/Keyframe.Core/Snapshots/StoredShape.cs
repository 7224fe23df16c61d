using Keyframe.Core.Canonical;
using Keyframe.Core.Prompts;
using Keyframe.Core.Specs;

namespace Keyframe.Core.Snapshots;

/// <summary>
/// What types alone do not promise of a document that somebody else wrote: no nulls, names once each, whole prompts.
/// </summary>
internal static class StoredShape
{
    /// <summary>What is wrong; null where nothing is.</summary>
    public static string? ProblemOf(DocumentContent content)
    {
        if (content is not { App: not null, Version: not null, Prompts: not null })
        {
            return "app, version and prompts must not be null";
        }

        return content.Prompts.Select(entry => ProblemOf(entry.Key, entry.Value)).FirstOrDefault(problem => problem is not null)
            ?? (NamedLists.Check(content.Retrieval, item => item.Name, "retrieval")
                ?? NamedLists.Check(content.Rerankers, item => item.Name, "rerankers")
                ?? NamedLists.Check(content.Tools, item => item.Name, "tools")
                ?? NamedLists.Check(content.Guardrails, item => item.Name, "guardrails"))?.Message.TrimEnd('.');
    }

    private static string? ProblemOf(string name, DocumentPrompt? prompt)
    {
        string place = $"prompts[{CanonicalText.Quote(name)}]";
        if (prompt is not { Prompt: not null, Version: not null, Digest: not null, Type: not null })
        {
            return $"{place} must have prompt, version, digest and type";
        }

        if (prompt.Variables?.Contains(null!) is true)
        {
            return $"{place}.variables must be names";
        }

        return ContentOf(prompt).IsWhole ? null : $"{place} has not what its type says: text a template, chat messages";
    }

    /// <summary>What the prompt's digest covers.</summary>
    public static PromptContent ContentOf(DocumentPrompt prompt) => new()
    {
        Type = prompt.Type,
        Template = prompt.Template,
        Messages = prompt.Messages,
        ResponseFormat = prompt.ResponseFormat,
    };
}
