using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using k8s;
using Keyframe.Testing.Processes;
using Testcontainers.K3s;

namespace Keyframe.Testing.ControlPlanes;

/// <summary>
/// k3s in a container: the control plane only, so that simulated nodes can stand in for real ones, as in the other ways.
/// </summary>
internal sealed class K3sControlPlane : IControlPlaneHost
{
    private static readonly TimeSpan EnginePatience = TimeSpan.FromSeconds(5);
    private readonly K3sContainer container;

    private K3sControlPlane(K3sContainer container, string kubeconfigPath, string image)
    {
        this.container = container;
        KubeconfigPath = kubeconfigPath;
        Description = $"by k3s in Docker ({image})";
    }

    public string KubeconfigPath { get; }

    public string Description { get; }

    public bool Owned => true;

    /// <summary>Null when a Docker engine answers, else why it is not used.</summary>
    public static async Task<string?> WhyNotAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Testcontainers looks for the engine in all the usual places and pings each; a hung socket would hold it.
            IDockerEndpointAuthenticationConfiguration? engine = await Task
                .Run(() => TestcontainersSettings.OS.DockerEndpointAuthConfig, cancellationToken)
                .WaitAsync(EnginePatience, cancellationToken);
            return engine is null ? "no Docker engine answers" : null;
        }
        catch (TimeoutException)
        {
            return $"the Docker engine did not answer within {EnginePatience.TotalSeconds:0} s";
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return $"no Docker engine answers: {exception.GetBaseException().Message}";
        }
    }

    public static async Task<K3sControlPlane> StartAsync(
        ControlPlaneOptions options, InstanceFolder folder, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Pulling the image comes on top of the start.
        deadline.CancelAfter(options.StartTimeout + TimeSpan.FromMinutes(5));
        // No agent and no scheduler: pods are left to a simulated node, as where we start the servers ourselves. The flag for the
        // first is hidden from the help, but kept (https://github.com/k3s-io/k3s/issues/891 and 5118). The file is written before the
        // server is ready; what the log says at that point changes with versions.
        K3sContainer container = new K3sBuilder(options.K3sImage)
            .WithCommand("--disable-agent", "--disable-scheduler", "--disable-cloud-controller")
            .WithCommand("--disable=coredns,local-storage,metrics-server,servicelb")
            .WithWaitStrategy(Wait.ForUnixContainer().UntilFileExists("/etc/rancher/k3s/k3s.yaml", FileSystem.Container))
            .Build();
        try
        {
            await container.StartAsync(deadline.Token);
            string path = Path.Combine(folder.Path, "k3s.kubeconfig");
            await File.WriteAllTextAsync(path, await container.GetKubeconfigAsync(), deadline.Token);
            using Kubernetes client = new(KubernetesClientConfiguration.BuildConfigFromConfigFile(path));
            await ServerProbe.UntilAsync(token => ServerProbe.IsReadyAsync(client, token), giveUp: () => false, deadline.Token);
            return new K3sControlPlane(container, path, options.K3sImage);
        }
        catch
        {
            await container.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => container.DisposeAsync();
}
