using Keyframe.Api.PromptVersions;
using Keyframe.Core.Prompts;

namespace Keyframe.Core.Snapshots;

/// <summary>One prompt of snapshot.json.</summary>
internal sealed record DocumentPrompt
{
    public required string Prompt { get; init; }

    public required string Version { get; init; }

    public required string Digest { get; init; }

    public required string Type { get; init; }

    public required TemplateEngine Engine { get; init; }

    public string? Template { get; init; }

    public IReadOnlyList<PromptMessage>? Messages { get; init; }

    public IReadOnlyList<string>? Variables { get; init; }

    public static DocumentPrompt Of(PromptInput prompt)
    {
        var content = PromptContent.Of(prompt.Template);
        var hasVariables = prompt is { Engine: TemplateEngine.Mustache, Variables.Count: > 0 };
        return new DocumentPrompt
        {
            Prompt = prompt.Prompt,
            Version = prompt.Version,
            Digest = prompt.Digest,
            Type = content.Type,
            Engine = prompt.Engine,
            Template = content.Template,
            Messages = content.Messages,
            Variables = hasVariables ? [.. prompt.Variables.Order(StringComparer.Ordinal)] : null,
        };
    }
}
