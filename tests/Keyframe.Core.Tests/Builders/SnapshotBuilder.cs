using k8s.Models;
using Keyframe.Api;
using Keyframe.Api.Conditions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Changes;

namespace Keyframe.Core.Tests.Builders;

/// <summary>A snapshot of one prompt, materialized under a digest of its name.</summary>
internal sealed class SnapshotBuilder
{
    private GenAIAppSnapshot _snapshot;

    public SnapshotBuilder(string name)
    {
        _snapshot = new GenAIAppSnapshot
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = A.Namespace, Uid = $"uid-of-{name}", Generation = 1 },
            Spec = new GenAIAppSnapshotSpec
            {
                App = "support-bot",
                Version = name,
                Prompts =
                [
                    new SnapshotPrompt { Name = "system", PromptRef = new ObjectNameReference { Name = "support-system-v1" } },
                ],
            },
            Status = new GenAIAppSnapshotStatus
            {
                ObservedGeneration = 1,
                Conditions = [Condition(ConditionTypes.Ready, ConditionStatus.True, Reasons.Materialized, "Well.")],
                Digest = A.DigestOf(name).Value,
                ConfigMapName = A.ConfigMapNameOf(name),
                ConfigMapUid = $"uid-of-{A.ConfigMapNameOf(name)}",
                Prompts =
                [
                    new ResolvedPrompt { Name = "system", Prompt = "support-system", Version = name, Digest = "sha256:p" },
                ],
            },
        };
    }

    public SnapshotBuilder Reporting(Func<GenAIAppSnapshotStatus, GenAIAppSnapshotStatus?> change)
    {
        _snapshot = _snapshot with { Status = change(_snapshot.Status!) };
        return this;
    }

    public SnapshotBuilder NotReady(string reason, string message, bool stalled) => Reporting(status => status with
    {
        Conditions =
        [
            Condition(ConditionTypes.Ready, ConditionStatus.False, reason, message),
            Condition(stalled ? ConditionTypes.Stalled : ConditionTypes.Reconciling, ConditionStatus.True, reason, message),
        ],
    });

    public GenAIAppSnapshot Build() => _snapshot;

    public SnapshotFacts Facts() => new(
        _snapshot.Metadata.Name,
        _snapshot.Status?.Digest,
        _snapshot.Spec,
        [new PromptFacts("system", "support-system", _snapshot.Metadata.Name, $"sha256:{_snapshot.Metadata.Name}", null, null)]);

    private static Condition Condition(string type, ConditionStatus status, string reason, string message) =>
        new(
            )
        { Type = type, Status = status, Reason = reason, Message = message, ObservedGeneration = 1, LastTransitionTime = A.Moment };
}
