using Keyframe.Api.PromptVersions;

namespace Keyframe.Core.Prompts;

/// <summary>What a prompt's digest covers.</summary>
internal sealed record PromptContent
{
    public const string Text = "text";
    public const string Chat = "chat";

    public required string Type { get; init; }

    public string? Template { get; init; }

    public IReadOnlyList<PromptMessage>? Messages { get; init; }

    public static PromptContent Of(PromptTemplate template) => template.Messages is { } messages
        ? new PromptContent { Type = Chat, Messages = messages }
        : new PromptContent
        {
            Type = Text,
            Template = template.Text
                ?? throw new ArgumentException("The template has neither text nor messages.", nameof(template)),
        };
}
