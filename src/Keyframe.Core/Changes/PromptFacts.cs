namespace Keyframe.Core.Changes;

/// <summary>What is known of a resolved prompt of a snapshot.</summary>
/// <param name="Name">Its name in the snapshot.</param>
/// <param name="Prompt">The logical name of the prompt.</param>
/// <param name="Version">The version of the prompt.</param>
/// <param name="Digest">The digest of its content.</param>
/// <param name="CommitMessage">What its author said about this version.</param>
/// <param name="Author">Who wrote this version.</param>
public sealed record PromptFacts(
    string Name, string Prompt, string Version, string Digest, string? CommitMessage, string? Author)
{
    /// <summary>The variables of its template; null where they are not known for sure, as those of Jinja2 are not.</summary>
    public IReadOnlyList<string>? Variables { get; init; }
}
