using System.Diagnostics;
using System.Text.Json.Nodes;
using k8s;
using Keyframe.Demo.Output;
using Keyframe.Testing.ControlPlanes;
using Keyframe.Testing.Fixtures;
using Keyframe.Testing.Nodes;
using Keyframe.Testing.Processes;
using Keyframe.Testing.Resources;

namespace Keyframe.Demo.Stories;

/// <summary>
/// Where the story happens: a control plane, a namespace of its own, a node (simulated where there is none), and the operator as
/// its own ServiceAccount with the role of config/rbac. Disposing removes all of it.
/// </summary>
internal sealed class Stage : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Narrator _narrator;
    private readonly Stack<IAsyncDisposable> _opened = new();
    private readonly Stack<IDisposable> _clients = new();
    private Kubectl _kubectl = null!;
    private OperatorProcess _operator = null!;
    private string _logPath = "";

    private Stage(Narrator narrator) => _narrator = narrator;

    /// <summary>The administrator's kubeconfig.</summary>
    public string KubeconfigPath { get; private set; } = "";

    /// <summary>The namespace of the story.</summary>
    public string Namespace { get; private set; } = "";

    /// <summary>Sets the stage, with visible progress.</summary>
    /// <param name="narrator">Says what goes on.</param>
    /// <param name="cancellationToken">Ends it, and removes what was set up.</param>
    public static async Task<Stage> OpenAsync(Narrator narrator, CancellationToken cancellationToken)
    {
        Stage stage = new(narrator);
        try
        {
            await stage.SetUpAsync(cancellationToken);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs kubectl in the namespace, shows it, and expects success.</summary>
    public async Task<string> ShowAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        CommandResult result = (await _kubectl.RunAsync(arguments, cancellationToken)).EnsureSuccess();
        _narrator.Show($"kubectl {string.Join(' ', arguments.Select(Quote))}", result.Output);
        return result.Output;
    }

    /// <summary>Reads an object as JSON.</summary>
    public async Task<JsonNode> ReadAsync(string kind, string name, CancellationToken cancellationToken) =>
        JsonNode.Parse((await _kubectl.RunAsync(["get", kind, name, "-o", "json"], cancellationToken)).EnsureSuccess().Output)!;

    /// <summary>Waits until an object is as it should be.</summary>
    /// <returns>How long that took.</returns>
    /// <exception cref="StoryException">It did not come about.</exception>
    public async Task<TimeSpan> WaitAsync(string kind, string name, Func<JsonNode, bool> until, string expectation, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (!until(await ReadAsync(kind, name, cancellationToken)))
        {
            _operator.ThrowIfEnded();
            if (watch.Elapsed > Patience)
            {
                throw new StoryException($"Within {Patience.TotalSeconds:0} s this did not come about: {expectation}. The operator's log: {_logPath}");
            }

            await Task.Delay(Interval, cancellationToken);
        }

        return watch.Elapsed;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (_opened.TryPop(out IAsyncDisposable? opened))
        {
            await opened.DisposeAsync();
        }

        while (_clients.TryPop(out IDisposable? client))
        {
            client.Dispose();
        }
    }

    private async Task SetUpAsync(CancellationToken cancellationToken)
    {
        ControlPlane plane = Keep(await ControlPlane.StartAsync(null, _narrator, cancellationToken));
        _narrator.Say(plane.Origin);
        KubeconfigPath = plane.KubeconfigPath;
        Kubernetes client = new(plane.Configuration);
        _clients.Push(client);
        await new CrdInstaller(client).InstallAsync(Repository.Path("crds"), cancellationToken);
        _narrator.Say("Installed the CRDs of crds/.");

        TestNamespace @namespace = Keep(await TestNamespace.CreateAsync(client, plane.ServerVersion, "keyframe-demo", cancellationToken));
        Namespace = @namespace.Name;
        _kubectl = plane.Kubectl(Namespace);
        if (plane.Owned)
        {
            // For whoever looks around: its kubeconfig is ours, and begins in the namespace of the story.
            string[] arguments = ["config", "set-context", "--current", $"--namespace={Namespace}"];
            (await plane.Kubectl().RunAsync(arguments, cancellationToken)).EnsureSuccess();
        }

        if (!plane.HasNodes)
        {
            NodeSimulatorOptions node = new() { Namespaces = [Namespace], Decide = SupportBot.BehaveAsync };
            Keep(await NodeSimulator.StartAsync(plane.Configuration, node, cancellationToken));
            _narrator.Say("A simulated node runs the pods: it starts them, and lets those crash whose settings the application refuses.");
        }

        await StartOperatorAsync(plane, client, cancellationToken);
    }

    private async Task StartOperatorAsync(ControlPlane plane, Kubernetes client, CancellationToken cancellationToken)
    {
        (await _kubectl.RunAsync(["apply", "-f", Repository.Path("config/rbac/role.yaml")], cancellationToken)).EnsureSuccess();
        await OperatorAccount.GrantAsync(client, Namespace, cancellationToken);
        string kubeconfig = await plane.KubeconfigForAsync(OperatorAccount.User, OperatorAccount.Groups, cancellationToken);
        _logPath = Path.Combine(Path.GetTempPath(), $"{Namespace}.log");
        _operator = Keep(OperatorProcess.Start(kubeconfig, Namespace, _logPath));
        _narrator.Say($"Started the operator with the rights of config/rbac; its log: {_logPath}");
    }

    private T Keep<T>(T opened)
        where T : IAsyncDisposable
    {
        _opened.Push(opened);
        return opened;
    }

    private static string Quote(string argument) => argument.AsSpan().ContainsAny(" {\"") ? $"'{argument}'" : argument;
}
