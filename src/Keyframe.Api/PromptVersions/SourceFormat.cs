namespace Keyframe.Api.PromptVersions;

/// <summary>How a key of a ConfigMap is read.</summary>
public enum SourceFormat
{
    /// <summary>The value is a text template, byte for byte.</summary>
    Text,

    /// <summary>
    /// The value is a whole prompt in JSON, {"type": "text", "template": …} or {"type": "chat", "messages": […]}, with responseFormat
    /// where there is one, and nothing else. Messages may hold whatever the application understands, such as content parts and
    /// tool_calls. The key prompt.json of a ConfigMap that status.contentRef names is one.
    /// </summary>
    Prompt,
}
