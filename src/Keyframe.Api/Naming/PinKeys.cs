namespace Keyframe.Api.Naming;

/// <summary>Keys of a ConfigMap that pins the content of a prompt's source.</summary>
public static class PinKeys
{
    /// <summary>
    /// The content in canonical JSON: <c>type</c>, <c>template</c> or <c>messages</c>, and <c>responseFormat</c>. Its SHA-256 is the
    /// prompt's digest.
    /// </summary>
    public const string Content = "prompt.json";

    /// <summary>The model configuration in canonical JSON, where there is one. Its SHA-256 is the prompt's settings digest.</summary>
    public const string Settings = "settings.json";
}
