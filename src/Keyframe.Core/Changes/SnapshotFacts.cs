using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Snapshots;

namespace Keyframe.Core.Changes;

/// <summary>What is known of a snapshot, for telling it from another one.</summary>
/// <param name="Name">Its object name.</param>
/// <param name="Digest">Its digest, once it has one.</param>
/// <param name="Spec">Its spec.</param>
/// <param name="Prompts">Its resolved prompts, as far as they are known.</param>
public sealed record SnapshotFacts(string Name, string? Digest, GenAIAppSnapshotSpec Spec, IReadOnlyList<PromptFacts> Prompts)
{
    /// <summary>
    /// Its document, where it is at hand. Where it is for both snapshots, what changed inside prompts can be told, and the specs
    /// are not looked at.
    /// </summary>
    public StoredSnapshot? Document { get; init; }

    /// <summary>What a document tells by itself, where the snapshot's object is gone: all but who wrote its prompts and why.</summary>
    /// <param name="name">The snapshot's object name.</param>
    /// <param name="document">The document.</param>
    public static SnapshotFacts Of(string name, StoredSnapshot document)
    {
        ArgumentNullException.ThrowIfNull(document);
        DocumentContent shape = document.Shape;
        GenAIAppSnapshotSpec spec = shape.ToSpec([.. shape.Prompts.Keys.Select(prompt => new SnapshotPrompt { Name = prompt })]);
        return new SnapshotFacts(name, document.Digest.Value, spec, [.. shape.Prompts.Select(entry => FactsOf(entry.Key, entry.Value))])
        {
            Document = document,
        };
    }

    private static PromptFacts FactsOf(string name, DocumentPrompt prompt) =>
        new(name, prompt.Prompt, prompt.Version, prompt.Digest, CommitMessage: null, Author: null)
        {
            Variables = prompt.Engine == TemplateEngine.Jinja2 ? null : prompt.Variables ?? [],
        };
}
