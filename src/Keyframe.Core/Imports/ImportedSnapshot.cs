using System.Text;
using System.Text.Json;
using Keyframe.Api.Json;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Canonical;

namespace Keyframe.Core.Imports;

/// <summary>The objects that give a document. They have names, and no namespace.</summary>
/// <param name="Snapshot">The snapshot; its prompts are pinned to the digests of the document.</param>
/// <param name="Prompts">The prompts, each once.</param>
/// <param name="Contents">What prompts name as their source that they cannot hold inline; mostly empty.</param>
public sealed record ImportedSnapshot(
    GenAIAppSnapshot Snapshot, IReadOnlyList<PromptVersion> Prompts, IReadOnlyList<ImportedContent> Contents)
{
    /// <summary>
    /// All of them as one manifest: a <c>v1</c> List in JSON, which is YAML as well, in the order in which they name each other.
    /// Canonical JSON, so that the same document always gives the same bytes. It is for <c>kubectl apply --server-side -f</c>: without
    /// <c>--server-side</c>, kubectl keeps a copy of each object in an annotation, which takes no more than 262,144 bytes.
    /// </summary>
    public string ToManifest()
    {
        var items = Contents
            .Select(content => CanonicalJson.Serialize(JsonElement.Parse(content.ToBody().ToJsonString())))
            .Concat(Prompts.Select(prompt => CanonicalJson.Serialize(prompt, KeyframeJsonContext.Default.PromptVersion)))
            .Append(CanonicalJson.Serialize(Snapshot, KeyframeJsonContext.Default.GenAIAppSnapshot))
            .Select(Encoding.UTF8.GetString);
        return $$"""{"apiVersion":"v1","items":[{{string.Join(',', items)}}],"kind":"List"}""";
    }
}
