using k8s;
using k8s.Autorest;
using Keyframe.Testing.Processes;

namespace Keyframe.Testing.ControlPlanes;

/// <summary>etcd, kube-apiserver and kube-controller-manager as processes of this machine.</summary>
internal sealed class LocalControlPlane : IControlPlaneHost
{
    private const int Attempts = 3;
    private readonly ControlPlaneBinaries binaries;
    private readonly ControlPlaneOptions options;
    private readonly InstanceFolder folder;
    private readonly ControlPlaneLayout layout;
    private readonly List<ServerProcess> servers = [];

    private LocalControlPlane(
        ControlPlaneBinaries binaries,
        ControlPlaneOptions options,
        InstanceFolder folder,
        ControlPlaneLayout layout,
        string description)
    {
        this.binaries = binaries;
        this.options = options;
        this.folder = folder;
        this.layout = layout;
        Description = description;
    }

    public string KubeconfigPath => layout.Kubeconfig;

    public string Description { get; }

    public bool Owned => true;

    public Uri EtcdAddress => new(layout.EtcdUrl);

    public Version EtcdVersion => binaries.EtcdVersion;

    /// <summary>Starts all three and waits until controllers work.</summary>
    /// <exception cref="ControlPlaneUnavailableException">One ended or was not ready in time; the message has the end of its
    /// log.</exception>
    public static async Task<LocalControlPlane> StartAsync(
        ControlPlaneBinaries binaries,
        ControlPlaneOptions options,
        InstanceFolder folder,
        string description,
        CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            string data = Path.Combine(folder.Path, $"attempt-{attempt}");
            Directory.CreateDirectory(data);
            LocalControlPlane plane = new(binaries, options, folder, ControlPlaneLayout.Create(data), description);
            try
            {
                await plane.StartServersAsync(cancellationToken);
                return plane;
            }
            catch (Exception exception)
            {
                await plane.DisposeAsync();
                // Free ports are found and then used, and between the two somebody else can take one.
                if (attempt == Attempts || !exception.Message.Contains("address already in use", StringComparison.Ordinal))
                {
                    throw;
                }
            }
        }
    }

    public Task StopApiServerAsync(CancellationToken cancellationToken) => StopAsync("kube-apiserver", cancellationToken);

    public async Task StartApiServerAsync(CancellationToken cancellationToken)
    {
        await StopApiServerAsync(cancellationToken);
        using Kubernetes client = Client();
        await StartApiServerAsync(client, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ServerProcess server in servers)
        {
            await server.KillAsync(CancellationToken.None);
            server.Dispose();
        }

        servers.Clear();
    }

    private async Task StartServersAsync(CancellationToken cancellationToken)
    {
        ControlPlaneSecrets secrets = ControlPlaneSecrets.Create(layout);
        KubeconfigUser admin = new(secrets.AdminToken);
        new Kubeconfig(layout.ApiServerUrl, secrets.AuthorityPem, admin).Write(layout.Kubeconfig);
        using HttpClient etcd = new();
        await RunAsync("etcd", binaries.Etcd, ServerArguments.Etcd(layout, binaries.EtcdVersion),
            token => AnswersAsync(etcd, layout.EtcdUrl + "/health", token), cancellationToken);
        using Kubernetes client = Client();
        await StartApiServerAsync(client, cancellationToken);
        await RunAsync("kube-controller-manager", binaries.ControllerManager,
            ServerArguments.ControllerManager(layout, binaries.ControllerManagerVersion, options.ControllerManagerArguments),
            token => HasServiceAccountAsync(client, token), cancellationToken);
    }

    private Kubernetes Client() => new(KubernetesClientConfiguration.BuildConfigFromConfigFile(layout.Kubeconfig));

    private Task StartApiServerAsync(Kubernetes client, CancellationToken cancellationToken) =>
        RunAsync("kube-apiserver", binaries.ApiServer, ServerArguments.ApiServer(layout, options.ApiServerArguments),
            token => ServerProbe.IsReadyAsync(client, token), cancellationToken);

    private async Task RunAsync(
        string name,
        string program,
        IReadOnlyList<string> arguments,
        Func<CancellationToken, Task<bool>> ready,
        CancellationToken cancellationToken)
    {
        ServerProcess server = ServerProcess.Start(folder, name, Path.Combine(layout.Folder, name + ".log"), program, arguments);
        servers.Add(server);
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.StartTimeout);
        try
        {
            if (!await ServerProbe.UntilAsync(ready, () => server.HasExited, deadline.Token))
            {
                throw Failure(server, $"ended with {server.ExitCode}");
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure(server, $"was not ready after {options.StartTimeout.TotalSeconds:0} s");
        }
    }

    private static ControlPlaneUnavailableException Failure(ServerProcess server, string what) =>
        new($"{server.Name} {what}. The end of its log:{Environment.NewLine}{server.LogTail(30)}");

    private async Task StopAsync(string name, CancellationToken cancellationToken)
    {
        foreach (ServerProcess server in servers.Where(server => server.Name == name).ToList())
        {
            await server.KillAsync(cancellationToken);
            servers.Remove(server);
            server.Dispose();
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient client, string url, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri(url), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // The first thing that controllers make; pods are refused without it.
    private static async Task<bool> HasServiceAccountAsync(Kubernetes client, CancellationToken cancellationToken)
    {
        try
        {
            await client.CoreV1.ReadNamespacedServiceAccountAsync("default", "default", cancellationToken: cancellationToken);
            return true;
        }
        catch (HttpOperationException)
        {
            return false;
        }
    }
}
