using Keyframe.Api.Schema;

namespace Keyframe.Api.PromptVersions;

/// <summary>One message of a chat prompt, or a placeholder that the application fills with messages.</summary>
[CelRule("has(self.placeholder) ? !has(self.role) && !has(self.content) : has(self.role) && has(self.content)",
    "a message has role and content, or placeholder alone")]
public sealed record PromptMessage
{
    /// <summary>Who speaks: system, developer, user, assistant or tool.</summary>
    public MessageRole? Role { get; init; }

    /// <summary>The template of the message. At most 131,072 characters.</summary>
    [Bounds(0, 131_072)]
    public string? Content { get; init; }

    /// <summary>The name under which the application supplies messages for this place, such as history.</summary>
    [Bounds(1, 128)]
    public string? Placeholder { get; init; }
}
