using k8s;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Fixtures;
using Keyframe.Testing.Resources;

[assembly: AssemblyFixture(typeof(Cluster))]

namespace Keyframe.Integration.Tests.Worlds;

/// <summary>
/// The control plane that all tests share, with the CRDs and the operator's own ClusterRole from config/rbac installed. Every
/// operator under test runs as its ServiceAccount with that role, never as an administrator.
/// </summary>
public sealed class Cluster : IAsyncLifetime
{
    public ControlPlaneFixture Fixture { get; } = new();

    /// <summary>The API server as the operator's ServiceAccount sees it.</summary>
    internal KubernetesClientConfiguration OperatorConfiguration { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        await Fixture.InitializeAsync();
        await new CrdInstaller(Fixture.Client).InstallAsync(Repository.Path("crds"), token);
        await Fixture.Kubectl.RunAsync(["apply", "-f", Repository.Path("config/rbac/role.yaml")], token);
        OperatorConfiguration = await Fixture.ControlPlane.ConfigurationForAsync(
            OperatorAccount.User, OperatorAccount.Groups, token);
    }

    /// <summary>Installs what config/ gives the operator for its lease, in its own namespace.</summary>
    public async Task GrantLeaderElectionAsync(CancellationToken cancellationToken)
    {
        string[] files =
        [
            "config/manager/namespace.yaml",
            "config/rbac/leader_election_role.yaml",
            "config/rbac/leader_election_role_binding.yaml",
        ];
        foreach (string file in files)
        {
            (await Fixture.Kubectl.RunAsync(["apply", "-f", Repository.Path(file)], cancellationToken)).EnsureSuccess();
        }
    }

    public ValueTask DisposeAsync() => Fixture.DisposeAsync();
}
