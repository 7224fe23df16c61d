using System.Text.Json.Nodes;

namespace Keyframe.Core.Imports;

/// <summary>
/// A ConfigMap with a prompt that a PromptVersion cannot hold inline. It is immutable, since what it says is pinned anyway.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Key">The key that the PromptVersion names.</param>
/// <param name="Content">The prompt in canonical JSON; its SHA-256 is the prompt's digest.</param>
public sealed record ImportedContent(string Name, string Key, string Content)
{
    /// <summary>The object to apply, without a namespace.</summary>
    public JsonObject ToBody() => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = Name },
        ["immutable"] = true,
        ["data"] = new JsonObject { [Key] = Content },
    };
}
