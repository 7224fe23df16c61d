using k8s.Models;
using Keyframe.Api;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Faults;
using Keyframe.Core.Planning;
using Keyframe.Core.Prompts;
using Keyframe.Core.Snapshots;
using Keyframe.Core.Tests.Builders;

namespace Keyframe.Core.Tests.Snapshots;

/// <summary>One snapshot of one prompt, and what there is to observe of it.</summary>
internal static class Sightings
{
    private const string Text = "You are {{persona}}.";

    public static readonly DateTimeOffset Later = A.Moment.AddMinutes(5);

    public static readonly GenAIAppSnapshot Fresh = new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = "support-bot-13",
            NamespaceProperty = A.Namespace,
            Uid = "snapshot-uid",
            Generation = 1,
        },
        Spec = new GenAIAppSnapshotSpec
        {
            App = "support-bot",
            Version = "13",
            Prompts = [new SnapshotPrompt { Name = "system", PromptRef = new ObjectNameReference { Name = "p" } }],
        },
    };

    public static readonly OwnerIdentity Owner = OwnerIdentity.Of(Fresh);

    public static readonly OwnerIdentity SomeWorkload = new("apps/v1", "Deployment", "support-bot", "workload-uid");

    public static GenAIAppSnapshot Materialized()
    {
        Plan<GenAIAppSnapshotStatus> plan = SnapshotPlanner.Plan(Resolved(Fresh) with { Now = A.Moment });
        return Fresh with { Status = plan.OnCreated(plan.Status, "first-uid") };
    }

    /// <summary>The same after somebody changed its spec, which every API server counts.</summary>
    public static GenAIAppSnapshot Mutated(GenAIAppSnapshot snapshot) => snapshot with
    {
        Metadata = new V1ObjectMeta
        {
            Name = snapshot.Metadata.Name,
            NamespaceProperty = snapshot.Metadata.NamespaceProperty,
            Uid = snapshot.Metadata.Uid,
            Generation = snapshot.Metadata.Generation + 1,
        },
        Spec = snapshot.Spec with { Version = "14" },
    };

    public static SnapshotObservation Resolved(GenAIAppSnapshot snapshot, string text = Text)
    {
        var prompt = A.Prompt("p").Saying(text).Ready().Build();
        SnapshotResolution resolution = SnapshotResolution.Of(
            [.. snapshot.Spec.Prompts.Select(reference => new PromptCandidate(reference, prompt, PromptMaterial.Of(prompt.Spec)))]);
        return new SnapshotObservation(snapshot, Later)
        {
            Resolution = resolution,
            Rendering = resolution.Fault is null ? SnapshotDocument.Render(snapshot.Spec, resolution.Inputs) : null,
        };
    }

    public static SnapshotObservation Settled(GenAIAppSnapshot snapshot, params OwnerIdentity[] owners) =>
        new(snapshot, Later)
        {
            Settled = new ConfigMapIdentity(snapshot.Status!.ConfigMapName!, snapshot.Status.ConfigMapUid!, "100", owners),
        };

    public static SnapshotDocument DocumentOf(SnapshotObservation observation)
    {
        Assert.True(observation.Rendering!.TryGet(out SnapshotDocument? document, out Fault? fault), fault?.Message);
        return document;
    }

    public static LiveConfigMap Live(SnapshotObservation observation, params OwnerIdentity[] owners)
    {
        SnapshotDocument document = DocumentOf(observation);
        string name = document.ConfigMapName(observation.Snapshot.Metadata.Name);
        return new LiveConfigMap(new ConfigMapIdentity(name, "live-uid", "100", owners), true, document.Files, "keyframe-operator");
    }
}
