using Keyframe.Api.Schema;

namespace Keyframe.Api.PromptRegistries;

/// <summary>A Langfuse server; the keys of the Secret say which project.</summary>
public sealed record LangfuseConnection
{
    /// <summary>The host, such as https://cloud.langfuse.com, with the path prefix if the server has one.</summary>
    [Required]
    [Bounds(1, 2048)]
    [Pattern("^https?://[^/?#@]+(/[^?#]*)?$")]
    public string Url { get => field ?? ""; init; }
}
