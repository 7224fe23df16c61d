using k8s;
using Keyframe.Testing.ControlPlanes;
using Keyframe.Testing.Resources;

namespace Keyframe.Benchmarks.Worlds;

/// <summary>A control plane with the CRDs and the operator's role, and clients for the user's part and the operator's.</summary>
internal sealed class Laboratory : IAsyncDisposable
{
    private readonly ControlPlane _plane;
    private readonly CancellationToken _cancelled;
    private bool _closing;

    private Laboratory(
        ControlPlane plane, BenchmarkSettings settings, IProgress<string> progress, CancellationToken cancelled)
    {
        _plane = plane;
        _cancelled = cancelled;
        Settings = settings;
        Progress = progress;
        Client = new Kubernetes(plane.Configuration);
        User = new BareClient(plane.Configuration);
        Loaded = new Shared<LoadedWorld>(token => LoadedWorld.ArrangeAsync(this, token));
    }

    /// <summary>How much is to be measured.</summary>
    public BenchmarkSettings Settings { get; }

    /// <summary>Gets a line for each step that takes time.</summary>
    public IProgress<string> Progress { get; }

    /// <summary>The control plane.</summary>
    public ControlPlane Plane => _plane;

    /// <summary>An administrator's client, to arrange.</summary>
    public Kubernetes Client { get; }

    /// <summary>The user's hands and eyes.</summary>
    public BareClient User { get; }

    /// <summary>The operator's account, for the operator itself.</summary>
    public KubernetesClientConfiguration OperatorConfiguration { get; private set; } = null!;

    /// <summary>The same as a file, for an operator as a process.</summary>
    public string OperatorKubeconfig { get; private set; } = "";

    /// <summary>The same as plain text, for a bare process.</summary>
    public BareConnection OperatorConnection => BareConnection.Of(OperatorConfiguration);

    /// <summary>The operator's account, for floors: what the operator writes, written without it.</summary>
    public BareClient OperatorAccountClient { get; private set; } = null!;

    /// <summary>The world full of objects, which several figures look at.</summary>
    public Shared<LoadedWorld> Loaded { get; }

    /// <summary>Whether the control plane is about to go, and everything in it.</summary>
    public bool IsEnding => _plane.Owned && (_closing || _cancelled.IsCancellationRequested);

    /// <summary>Starts or finds a control plane.</summary>
    public static async Task<Laboratory> OpenAsync(
        BenchmarkSettings settings, IProgress<string> progress, CancellationToken cancellationToken)
    {
        ControlPlane plane = await ControlPlane.StartAsync(null, progress, cancellationToken);
        var laboratory = new Laboratory(plane, settings, progress, cancellationToken);
        try
        {
            progress.Report(plane.Origin);
            await laboratory.EquipAsync(cancellationToken);
            return laboratory;
        }
        catch
        {
            await laboratory.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _closing = true;
        await Loaded.DisposeAsync();
        OperatorAccountClient?.Dispose();
        User.Dispose();
        Client.Dispose();
        await _plane.DisposeAsync();
    }

    private async Task EquipAsync(CancellationToken cancellationToken)
    {
        await new CrdInstaller(Client).InstallAsync(Repository.Path("crds"), cancellationToken);
        string[] role = ["apply", "-f", Repository.Path("config/rbac/role.yaml")];
        (await _plane.Kubectl().RunAsync(role, cancellationToken)).EnsureSuccess();
        OperatorKubeconfig = await _plane.KubeconfigForAsync(OperatorAccount.User, OperatorAccount.Groups, cancellationToken);
        OperatorConfiguration = KubernetesClientConfiguration.BuildConfigFromConfigFile(OperatorKubeconfig);
        OperatorAccountClient = new BareClient(OperatorConfiguration);
    }
}
