namespace Keyframe.Api.Naming;

/// <summary>Names of what Keyframe puts into a pod template. Applications rely on them; they do not change within v1alpha1.</summary>
public static class InjectedNames
{
    /// <summary>The volume that holds the snapshot's ConfigMap.</summary>
    public const string Volume = "keyframe";

    /// <summary>Environment: the snapshot's object name.</summary>
    public const string SnapshotVariable = "KEYFRAME_SNAPSHOT";

    /// <summary>Environment: the snapshot's digest, <c>sha256:…</c>.</summary>
    public const string DigestVariable = "KEYFRAME_SNAPSHOT_DIGEST";

    /// <summary>Environment: the directory where the snapshot is mounted.</summary>
    public const string DirectoryVariable = "KEYFRAME_CONFIG_DIR";

    /// <summary>The directory where nothing else is asked for.</summary>
    public const string DefaultMountPath = "/etc/keyframe";

    /// <summary>Every variable that any version has put into a container. Names are only ever added.</summary>
    public static IReadOnlyList<string> Variables { get; } = [SnapshotVariable, DigestVariable, DirectoryVariable];
}
