namespace Keyframe.Api.Naming;

/// <summary>Labels that Keyframe sets, for selection by people and by informers.</summary>
public static class Labels
{
    /// <summary>On a snapshot and its ConfigMap: <c>spec.app</c>.</summary>
    public const string App = "keyframe.dev/app";

    /// <summary>On a materialized ConfigMap and on pods: the snapshot's object name.</summary>
    public const string Snapshot = "keyframe.dev/snapshot";

    /// <summary>On every ConfigMap that Keyframe made, valued <see cref="ManagedByKeyframe"/>.</summary>
    public const string ManagedBy = "app.kubernetes.io/managed-by";

    /// <summary>The value of <see cref="ManagedBy"/>.</summary>
    public const string ManagedByKeyframe = "keyframe";

    /// <summary>On a PromptVersion that tracking created: the PromptRegistry.</summary>
    public const string TrackedFrom = "keyframe.dev/tracked-from";

    /// <summary>Before the name of a tag: what <c>spec.tags</c> of a PromptVersion becomes, never a bare name.</summary>
    public const string TagPrefix = "tag.keyframe.dev/";

    /// <summary>On a snapshot and its ConfigMap: the first ten digits of the digest; a whole one is too long for a label.</summary>
    public const string ShortDigest = "keyframe.dev/digest";

    /// <summary>On a snapshot and its ConfigMap, before the logical name of a prompt: its version.</summary>
    public const string PromptPrefix = "prompt.keyframe.dev/";
}
