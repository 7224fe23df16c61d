using System.Text.Json.Serialization;

namespace Keyframe.Api.PromptVersions;

/// <summary>Who speaks in a chat message, spelled as the chat completion APIs spell it.</summary>
public enum MessageRole
{
    /// <summary>Instructions of the application.</summary>
    [JsonStringEnumMemberName("system")]
    System,

    /// <summary>Instructions of the developer, where a model tells them from the system's.</summary>
    [JsonStringEnumMemberName("developer")]
    Developer,

    /// <summary>The person.</summary>
    [JsonStringEnumMemberName("user")]
    User,

    /// <summary>The model.</summary>
    [JsonStringEnumMemberName("assistant")]
    Assistant,

    /// <summary>The result of a tool.</summary>
    [JsonStringEnumMemberName("tool")]
    Tool,
}
