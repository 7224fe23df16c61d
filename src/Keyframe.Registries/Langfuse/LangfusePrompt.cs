using System.Text.Json;

namespace Keyframe.Registries.Langfuse;

/// <summary>A version of a prompt, as Langfuse answers it.</summary>
internal sealed record LangfusePrompt
{
    /// <summary>The id of its row.</summary>
    public required string Id { get; init; }

    /// <summary>The prompt's name.</summary>
    public required string Name { get; init; }

    /// <summary>The number.</summary>
    public required int Version { get; init; }

    /// <summary>text or chat.</summary>
    public string? Type { get; init; }

    /// <summary>A text, or the messages of a chat, with the prompts that it is composed of put in.</summary>
    public required JsonElement Prompt { get; init; }

    /// <summary>Any JSON; an object by custom.</summary>
    public JsonElement Config { get; init; }

    /// <summary>What was said about it; null where nothing.</summary>
    public string? CommitMessage { get; init; }

    /// <summary>The id of a user, or API.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>What it is composed of; null where of nothing.</summary>
    public ResolutionGraph? ResolutionGraph { get; init; }
}
