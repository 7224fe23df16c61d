using k8s;
using Keyframe.Testing.Processes;

namespace Keyframe.Testing.ControlPlanes;

/// <summary>
/// A real Kubernetes API server with its controllers: an existing cluster, or one that lives as long as this object.
/// Disposing stops what was started and touches nothing else.
/// </summary>
public sealed class ControlPlane : IAsyncDisposable
{
    private readonly IControlPlaneHost host;
    private readonly InstanceFolder folder;
    private readonly string kubectl;

    private ControlPlane(IControlPlaneHost host, InstanceFolder folder, Version serverVersion, bool hasNodes, string kubectl)
    {
        this.kubectl = kubectl;
        this.host = host;
        this.folder = folder;
        ServerVersion = serverVersion;
        HasNodes = hasNodes;
        Configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(host.KubeconfigPath);
        Origin = $"Kubernetes {serverVersion} {host.Description}";
    }

    /// <summary>How to reach it as an administrator (group <c>system:masters</c>, or the existing kubeconfig's user).</summary>
    public KubernetesClientConfiguration Configuration { get; }

    /// <summary>The same as a kubeconfig file, for kubectl; gone after dispose where it was made here.</summary>
    public string KubeconfigPath => host.KubeconfigPath;

    /// <summary>The server's major and minor version.</summary>
    public Version ServerVersion { get; }

    /// <summary>The version of etcd; null where it was not started here.</summary>
    public Version? EtcdVersion => (host as LocalControlPlane)?.EtcdVersion;

    /// <summary>One line that says which of the four ways was taken.</summary>
    public string Origin { get; }

    /// <summary>Whether this object started it, so that tests may treat it roughly.</summary>
    public bool Owned => host.Owned;

    /// <summary>Whether <see cref="StopApiServerAsync"/> works here (ways 2 and 4).</summary>
    public bool CanStopApiServer => host is LocalControlPlane;

    /// <summary>
    /// Where its etcd answers without credentials, for tests that read or compact history; null where it is not ours (ways 1 and
    /// 3).
    /// </summary>
    public Uri? EtcdAddress => (host as LocalControlPlane)?.EtcdAddress;

    /// <summary>
    /// Whether real nodes were there at the start, which then run the pods; where false a
    /// <see cref="Nodes.NodeSimulator"/> can stand in for them.
    /// </summary>
    public bool HasNodes { get; }

    /// <summary>Finds or starts a control plane, by the first way that works: see <see cref="ControlPlaneWays"/>.</summary>
    /// <param name="options">Null for the defaults, which follow the environment.</param>
    /// <param name="progress">Gets a line for each step that takes time.</param>
    /// <param name="cancellationToken">Ends the attempt and everything that it started.</param>
    /// <exception cref="ControlPlaneUnavailableException">None of the four ways could be taken, or the one asked for
    /// failed.</exception>
    public static async Task<ControlPlane> StartAsync(
        ControlPlaneOptions? options, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        InstanceFolder.Sweep();
        InstanceFolder folder = InstanceFolder.Create();
        IControlPlaneHost? host = null;
        try
        {
            options ??= new ControlPlaneOptions();
            progress ??= new Progress<string>();
            ControlPlaneResolver resolver = new(options, folder, progress);
            host = await resolver.ResolveAsync(cancellationToken);
            string kubectl = await KubectlProgram.FindAsync(options, progress, cancellationToken);
            (Version version, bool hasNodes) = await ServerProbe.AskAsync(host.KubeconfigPath, cancellationToken);
            return new ControlPlane(host, folder, version, hasNodes, kubectl);
        }
        catch
        {
            await (host?.DisposeAsync() ?? ValueTask.CompletedTask);
            await folder.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// kubectl as the administrator: the one on PATH, else the one among the binaries of <see cref="ControlPlaneOptions.AssetsFolder"/>,
    /// else Debian's.
    /// </summary>
    /// <param name="namespace">Namespace for commands that name none; null for the kubeconfig's own.</param>
    public Kubectl Kubectl(string? @namespace = null) => new(KubeconfigPath, @namespace, kubectl);

    /// <summary>
    /// A client configuration for another user, by a client certificate that the cluster itself signs
    /// (<c>certificates.k8s.io</c>, signer <c>kubernetes.io/kube-apiserver-client</c>). A service account is the user
    /// <c>system:serviceaccount:NAMESPACE:NAME</c> with groups <c>system:serviceaccounts</c> and
    /// <c>system:serviceaccounts:NAMESPACE</c>. Kubernetes signs nothing for the group <c>system:masters</c>.
    /// </summary>
    /// <exception cref="ControlPlaneUnavailableException">The cluster has no signer for client certificates.</exception>
    public async Task<KubernetesClientConfiguration> ConfigurationForAsync(
        string user, IReadOnlyList<string> groups, CancellationToken cancellationToken) =>
        KubernetesClientConfiguration.BuildConfigFromConfigFile(await KubeconfigForAsync(user, groups, cancellationToken));

    /// <summary>
    /// As <see cref="ConfigurationForAsync"/>, as a kubeconfig file: for kubectl, or the operator as a process.
    /// </summary>
    /// <exception cref="ControlPlaneUnavailableException">The cluster has no signer for client certificates.</exception>
    public async Task<string> KubeconfigForAsync(
        string user, IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        using Kubernetes client = new(Configuration);
        KubeconfigUser credentials = await ClientCertificates.IssueAsync(client, user, groups, cancellationToken);
        string path = Path.Combine(folder.Path, $"{Guid.NewGuid():N}.kubeconfig");
        Kubeconfig.Derive(KubeconfigPath, credentials).Write(path);
        return path;
    }

    /// <summary>Kills the API server at once, as a crash would; etcd and the controllers stay.</summary>
    /// <exception cref="NotSupportedException">It is not ours, or in a container: see <see cref="CanStopApiServer"/>.</exception>
    public Task StopApiServerAsync(CancellationToken cancellationToken) => Local.StopApiServerAsync(cancellationToken);

    /// <summary>Starts the API server again, on the same port and data, and waits until it is ready.</summary>
    /// <exception cref="NotSupportedException">It is not ours, or in a container: see <see cref="CanStopApiServer"/>.</exception>
    public Task StartApiServerAsync(CancellationToken cancellationToken) => Local.StartApiServerAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await folder.DisposeAsync();
    }

    private LocalControlPlane Local => host as LocalControlPlane
        ?? throw new NotSupportedException($"The API server cannot be stopped here: {Origin}.");
}
