namespace Keyframe.Testing.ControlPlanes;

/// <summary>The ways to a Kubernetes API server, in the order they are tried.</summary>
[Flags]
public enum ControlPlaneWays
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>An existing cluster, named by <c>KEYFRAME_TEST_KUBECONFIG</c>.</summary>
    ExistingCluster = 1,

    /// <summary>Binaries in a folder, named by <c>KUBEBUILDER_ASSETS</c>.</summary>
    Assets = 2,

    /// <summary>k3s in a container, where a Docker engine answers.</summary>
    Docker = 4,

    /// <summary>Binaries built once from Debian's source package.</summary>
    DebianBuild = 8,

    /// <summary>All of them.</summary>
    All = ExistingCluster | Assets | Docker | DebianBuild,
}
