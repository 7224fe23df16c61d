using System.Diagnostics.CodeAnalysis;
using k8s;
using Keyframe.Testing.ControlPlanes;
using Keyframe.Testing.Nodes;
using Keyframe.Testing.Processes;
using Xunit;

namespace Keyframe.Testing.Fixtures;

/// <summary>
/// One control plane for all tests of an assembly:
/// <code>
/// [assembly: AssemblyFixture(typeof(ControlPlaneFixture))]
///
/// public sealed class SnapshotTests(ControlPlaneFixture fixture)
/// {
///     [Fact]
///     public async Task A_snapshot_becomes_ready()
///     {
///         await using TestNamespace ns = await fixture.CreateNamespaceAsync("snapshot", TestContext.Current.CancellationToken);
/// </code>
/// Which control plane it is stands in one line on standard error; see <see cref="ControlPlaneOptions"/> to choose.
/// </summary>
public sealed class ControlPlaneFixture : IAsyncLifetime
{
    private ControlPlane? controlPlane;
    private Kubernetes? client;

    /// <summary>The control plane.</summary>
    public ControlPlane ControlPlane => Started(controlPlane);

    /// <summary>A client of the administrator, for tests to arrange and observe.</summary>
    public Kubernetes Client => Started(client);

    /// <summary>kubectl as the administrator.</summary>
    public Kubectl Kubectl => ControlPlane.Kubectl();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        controlPlane = await ControlPlane.StartAsync(null, new Lines(), TestContext.Current.CancellationToken);
        client = new Kubernetes(controlPlane.Configuration);
        await Console.Error.WriteLineAsync(controlPlane.Origin);
    }

    /// <summary>Makes a namespace of the test's own; dispose removes it.</summary>
    /// <param name="hint">Start of its name, a DNS label of at most 50 characters; a random part follows.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<TestNamespace> CreateNamespaceAsync(string hint, CancellationToken cancellationToken) =>
        TestNamespace.CreateAsync(Client, ControlPlane.ServerVersion, hint, cancellationToken);

    /// <summary>Runs the pods of one namespace on a simulated node, by default all of them well.</summary>
    /// <exception cref="Exception">The running test is skipped where real nodes run the pods.</exception>
    public Task<NodeSimulator> SimulateNodeAsync(string @namespace, PodDecision? decide, CancellationToken cancellationToken)
    {
        RequireSimulatedNodes();
        NodeSimulatorOptions options = new() { Namespaces = [@namespace] };
        options = decide is null ? options : options with { Decide = decide };
        return NodeSimulator.StartAsync(ControlPlane.Configuration, options, cancellationToken);
    }

    /// <summary>Skips the running test, by name of the feature, on a server older than the one that brought it.</summary>
    public void RequireVersion(int major, int minor, string feature)
    {
        string? tooOld = TooOld(ControlPlane.ServerVersion, new Version(major, minor), feature);
        Assert.SkipWhen(tooOld is not null, tooOld ?? "");
    }

    /// <summary>Skips the running test where real nodes would run its pods.</summary>
    public void RequireSimulatedNodes() =>
        Assert.SkipWhen(ControlPlane.HasNodes, "It simulates pods; this cluster has nodes of its own.");

    /// <summary>Skips the running test where the API server is not ours to stop.</summary>
    public void RequireStoppableApiServer() =>
        Assert.SkipUnless(
            ControlPlane.CanStopApiServer,
            $"It stops the API server, which cannot be stopped here: {ControlPlane.Origin}.");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        client?.Dispose();
        if (controlPlane is not null)
        {
            await controlPlane.DisposeAsync();
        }
    }

    internal static string? TooOld(Version server, Version needed, string feature) =>
        server < needed ? $"{feature} needs Kubernetes {needed}; this is {server}." : null;

    private static T Started<T>([NotNull] T? value) where T : class =>
        value ?? throw new InvalidOperationException("The fixture is not initialized; xunit does that for an assembly fixture.");

    private sealed class Lines : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine(value);
    }
}
