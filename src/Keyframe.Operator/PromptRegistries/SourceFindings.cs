using System.Collections.Concurrent;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Prompts;
using Keyframe.Runtime;
using Keyframe.Runtime.Controllers;

namespace Keyframe.Operator.PromptRegistries;

/// <summary>
/// What surveys found out about the sources of PromptVersions, until it is on record in their conditions. It may be lost: the next
/// survey finds it again.
/// </summary>
internal sealed class SourceFindings
{
    private readonly ConcurrentDictionary<ObjectKey, (string Uid, SourceFinding Finding)> _findings = new();

    /// <summary>Fired for PromptVersions about which there is something new.</summary>
    public ReconcileTrigger News { get; } = new();

    /// <summary>Keeps a finding, if it is not on record already.</summary>
    /// <param name="prompt">The PromptVersion.</param>
    /// <param name="finding">The finding.</param>
    /// <returns>Whether it is another one than is on record, or was kept for it before.</returns>
    public bool Report(PromptVersion prompt, SourceFinding finding)
    {
        var key = ObjectKey.Of(prompt);
        if (SourceFinding.Recorded(prompt.Status) == finding)
        {
            _findings.TryRemove(key, out _);
            return false;
        }

        bool isNew = For(prompt) != finding;
        _findings[key] = (prompt.Metadata.Uid, finding);
        News.Fire(key);
        return isNew;
    }

    /// <summary>What is known of a PromptVersion and not on record; null where nothing.</summary>
    public SourceFinding? For(PromptVersion prompt) =>
        _findings.TryGetValue(ObjectKey.Of(prompt), out (string Uid, SourceFinding Finding) found) && found.Uid == prompt.Metadata.Uid
            ? found.Finding
            : null;

    /// <summary>Forgets what is known of a PromptVersion that is gone.</summary>
    public void Forget(ObjectKey key) => _findings.TryRemove(key, out _);
}
