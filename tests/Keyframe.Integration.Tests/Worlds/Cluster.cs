using k8s;
using k8s.Models;
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
    private const string OperatorUser = "system:serviceaccount:keyframe-system:keyframe-operator";

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
            OperatorUser, ["system:serviceaccounts", "system:serviceaccounts:keyframe-system"], token);
    }

    /// <summary>Lets the operator's account use its ClusterRole in one namespace.</summary>
    internal Task GrantAsync(string @namespace, CancellationToken cancellationToken) =>
        Fixture.Client.RbacAuthorizationV1.CreateNamespacedRoleBindingAsync(
            new V1RoleBinding
            {
                Metadata = new V1ObjectMeta { Name = "keyframe-operator" },
                RoleRef = new V1RoleRef { ApiGroup = "rbac.authorization.k8s.io", Kind = "ClusterRole", Name = "keyframe-operator" },
                Subjects = [new Rbacv1Subject { ApiGroup = "rbac.authorization.k8s.io", Kind = "User", Name = OperatorUser }],
            },
            @namespace,
            cancellationToken: cancellationToken);

    public ValueTask DisposeAsync() => Fixture.DisposeAsync();
}
