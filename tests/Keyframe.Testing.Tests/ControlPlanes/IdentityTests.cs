using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Keyframe.Testing.Fixtures;
using Keyframe.Testing.Processes;

namespace Keyframe.Testing.Tests.ControlPlanes;

public sealed class IdentityTests(ControlPlaneFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_user_has_no_more_rights_than_its_roles_give()
    {
        await using TestNamespace ns = await fixture.CreateNamespaceAsync("identity", Token);
        string user = $"system:serviceaccount:{ns}:operator";
        using Kubernetes client = new(await fixture.ControlPlane.ConfigurationForAsync(
            user, ["system:serviceaccounts", $"system:serviceaccounts:{ns}"], Token));

        HttpOperationException refusal = await Assert.ThrowsAsync<HttpOperationException>(
            () => client.CoreV1.ListNamespacedConfigMapAsync(ns.Name, cancellationToken: Token));
        Assert.Equal(HttpStatusCode.Forbidden, refusal.Response.StatusCode);
        Assert.Contains(user, refusal.Response.Content, StringComparison.Ordinal);

        await GrantToGroupAsync(ns.Name, $"system:serviceaccounts:{ns}");
        Assert.NotNull(await client.CoreV1.ListNamespacedConfigMapAsync(ns.Name, cancellationToken: Token));
    }

    [Fact]
    public async Task A_kubeconfig_of_a_user_works_with_kubectl()
    {
        Kubectl tenant = fixture.Kubectl.With(await fixture.ControlPlane.KubeconfigForAsync("tenant", [], Token));
        CommandResult result = await tenant.RunAsync(["get", "nodes"], Token);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("User \"tenant\" cannot list resource \"nodes\"", result.Error, StringComparison.Ordinal);
    }

    private async Task GrantToGroupAsync(string @namespace, string group)
    {
        V1RoleBinding binding = new()
        {
            Metadata = new V1ObjectMeta { Name = "view" },
            RoleRef = new V1RoleRef { ApiGroup = "rbac.authorization.k8s.io", Kind = "ClusterRole", Name = "view" },
            Subjects = [new Rbacv1Subject { Kind = "Group", ApiGroup = "rbac.authorization.k8s.io", Name = group }],
        };
        await fixture.Client.RbacAuthorizationV1.CreateNamespacedRoleBindingAsync(binding, @namespace, cancellationToken: Token);
        // The authorizer reads roles from a cache.
        using Kubernetes client = new(await fixture.ControlPlane.ConfigurationForAsync("probe", [group], Token));
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    await client.CoreV1.ListNamespacedConfigMapAsync(@namespace, cancellationToken: Token);
                    return true;
                }
                catch (HttpOperationException)
                {
                    return false;
                }
            },
            "the role binding is in force");
    }
}
