using Keyframe.Testing.Building;
using Keyframe.Testing.Processes;

namespace Keyframe.Testing.ControlPlanes;

/// <summary>Takes the first way that works, and remembers why the others did not.</summary>
internal sealed class ControlPlaneResolver(ControlPlaneOptions options, InstanceFolder folder, IProgress<string> progress)
{
    private readonly List<string> reasons = [];

    public async Task<IControlPlaneHost> ResolveAsync(CancellationToken cancellationToken) =>
        ExistingCluster()
        ?? await AssetsAsync(cancellationToken)
        ?? await DockerAsync(cancellationToken)
        ?? await DebianBuildAsync(cancellationToken)
        ?? throw new ControlPlaneUnavailableException(Explanation());

    private bool MayTake(ControlPlaneWays way, string description)
    {
        if (options.Ways.HasFlag(way))
        {
            return true;
        }

        reasons.Add($"{description}: not allowed by the options");
        return false;
    }

    // What a variable asks for is taken or fails: silently testing against something else would be worse.
    private ExistingCluster? ExistingCluster()
    {
        const string Way = "an existing cluster";
        if (!MayTake(ControlPlaneWays.ExistingCluster, Way))
        {
            return null;
        }

        if (options.Kubeconfig is not { } path)
        {
            reasons.Add($"{Way}: {ControlPlaneOptions.KubeconfigVariable} is not set");
            return null;
        }

        return File.Exists(path)
            ? new ExistingCluster(Path.GetFullPath(path))
            : throw new ControlPlaneUnavailableException(
                $"{ControlPlaneOptions.KubeconfigVariable} names {path}, which does not exist.");
    }

    private async Task<IControlPlaneHost?> AssetsAsync(CancellationToken cancellationToken)
    {
        const string Way = "binaries in a folder";
        if (!MayTake(ControlPlaneWays.Assets, Way))
        {
            return null;
        }

        if (options.AssetsFolder is not { } assets)
        {
            reasons.Add($"{Way}: {ControlPlaneOptions.AssetsVariable} is not set");
            return null;
        }

        IReadOnlyList<string> missing = ControlPlaneBinaries.MissingIn(assets);
        if (missing.Count > 0)
        {
            throw new ControlPlaneUnavailableException(
                $"{ControlPlaneOptions.AssetsVariable} names {assets}, which lacks {string.Join(", ", missing)}.");
        }

        return await StartLocalAsync(assets, $"from the binaries in {assets}", cancellationToken);
    }

    private async Task<IControlPlaneHost?> DockerAsync(CancellationToken cancellationToken)
    {
        const string Way = "k3s in Docker";
        if (!MayTake(ControlPlaneWays.Docker, Way))
        {
            return null;
        }

        if (await K3sControlPlane.WhyNotAsync(cancellationToken) is { } why)
        {
            reasons.Add($"{Way}: {why}");
            return null;
        }

        try
        {
            progress.Report($"Starting {options.K3sImage} in Docker; the first time its image is pulled.");
            return await K3sControlPlane.StartAsync(options, folder, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // An engine without the right to pull or to run privileged containers is no reason to give up.
            reasons.Add($"{Way}: {options.K3sImage} did not start: {exception.GetBaseException().Message}");
            progress.Report($"k3s did not start ({exception.GetBaseException().Message}); trying the next way.");
            return null;
        }
    }

    private async Task<IControlPlaneHost?> DebianBuildAsync(CancellationToken cancellationToken)
    {
        const string Way = "a build from Debian's source package";
        if (!MayTake(ControlPlaneWays.DebianBuild, Way))
        {
            return null;
        }

        if (await ControlPlaneBuilder.WhyNotAsync(cancellationToken) is { } why)
        {
            reasons.Add($"{Way}: {why}");
            return null;
        }

        ControlPlaneBuild build = await ControlPlaneBuilder.EnsureAsync(progress, cancellationToken);
        return await StartLocalAsync(build.Folder, $"built from Debian's source package, in {build.Folder}", cancellationToken);
    }

    private async Task<IControlPlaneHost> StartLocalAsync(
        string binaries, string description, CancellationToken cancellationToken) =>
        await LocalControlPlane.StartAsync(
            await ControlPlaneBinaries.ReadAsync(binaries, cancellationToken), options, folder, description, cancellationToken);

    private string Explanation() =>
        $"""
        No Kubernetes control plane for the tests. There are four ways; none could be taken:
        {string.Join(Environment.NewLine, reasons.Select((reason, index) => $"  {index + 1}. {reason}"))}
        Set {ControlPlaneOptions.KubeconfigVariable} to a kubeconfig of a cluster for tests,
        or {ControlPlaneOptions.AssetsVariable} to a folder with etcd, kube-apiserver and kube-controller-manager,
        or start Docker, or use Debian or Ubuntu with apt.
        """;
}
