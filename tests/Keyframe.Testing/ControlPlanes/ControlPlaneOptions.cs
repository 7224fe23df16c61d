namespace Keyframe.Testing.ControlPlanes;

/// <summary>
/// How to find or start a control plane. The defaults follow the environment; an empty variable counts as unset.
/// </summary>
public sealed record ControlPlaneOptions
{
    /// <summary>Variable that names the kubeconfig of an existing cluster.</summary>
    public const string KubeconfigVariable = "KEYFRAME_TEST_KUBECONFIG";

    /// <summary>Variable that names a folder of binaries (the convention of controller-runtime's envtest).</summary>
    public const string AssetsVariable = "KUBEBUILDER_ASSETS";

    /// <summary>Variable that names the k3s image.</summary>
    public const string K3sImageVariable = "KEYFRAME_TEST_K3S_IMAGE";

    /// <summary>Which ways may be taken; default all.</summary>
    public ControlPlaneWays Ways { get; init; } = ControlPlaneWays.All;

    /// <summary>Kubeconfig of an existing cluster; default from <see cref="KubeconfigVariable"/>.</summary>
    public string? Kubeconfig { get; init; } = Variable(KubeconfigVariable);

    /// <summary>Folder with etcd, kube-apiserver, kube-controller-manager; default from <see cref="AssetsVariable"/>.</summary>
    public string? AssetsFolder { get; init; } = Variable(AssetsVariable);

    /// <summary>The k3s image; default from <see cref="K3sImageVariable"/>, else a fixed recent release.</summary>
    public string K3sImage { get; init; } = Variable(K3sImageVariable) ?? "rancher/k3s:v1.33.1-k3s1";

    /// <summary>How long a control plane may take to answer after its start; default two minutes.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// More flags for kube-apiserver where this process starts it (ways 2 and 4), after the others, so that they win. For
    /// example <c>--storage-media-type=application/json</c> where a test reads etcd.
    /// </summary>
    public IReadOnlyList<string> ApiServerArguments { get; init; } = [];

    /// <summary>More flags for kube-controller-manager (ways 2 and 4).</summary>
    public IReadOnlyList<string> ControllerManagerArguments { get; init; } = [];

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
