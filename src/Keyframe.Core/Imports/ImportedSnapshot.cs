using System.Text;
using Keyframe.Api.Json;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Canonical;

namespace Keyframe.Core.Imports;

/// <summary>The custom resources that give a document. They have names, and no namespace.</summary>
/// <param name="Snapshot">The snapshot; its prompts are pinned to the digests of the document.</param>
/// <param name="Prompts">The prompts, each once, with the template inline.</param>
public sealed record ImportedSnapshot(GenAIAppSnapshot Snapshot, IReadOnlyList<PromptVersion> Prompts)
{
    /// <summary>
    /// All of them as one manifest for <c>kubectl apply -f</c>: a <c>v1</c> List in JSON, which is YAML as well, prompts first.
    /// Canonical JSON, so that the same document always gives the same bytes.
    /// </summary>
    public string ToManifest()
    {
        var items = Prompts
            .Select(prompt => CanonicalJson.Serialize(prompt, KeyframeJsonContext.Default.PromptVersion))
            .Append(CanonicalJson.Serialize(Snapshot, KeyframeJsonContext.Default.GenAIAppSnapshot))
            .Select(Encoding.UTF8.GetString);
        return $$"""{"apiVersion":"v1","items":[{{string.Join(',', items)}}],"kind":"List"}""";
    }
}
