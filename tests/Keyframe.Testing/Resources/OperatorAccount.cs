using k8s;
using k8s.Models;

namespace Keyframe.Testing.Resources;

/// <summary>
/// The ServiceAccount of config/rbac, so that an operator under test has exactly the rights it has when installed, and never an
/// administrator's.
/// </summary>
public static class OperatorAccount
{
    /// <summary>The user name of the account.</summary>
    public const string User = "system:serviceaccount:keyframe-system:keyframe-operator";

    private const string Role = "keyframe-operator";
    private const string RbacGroup = "rbac.authorization.k8s.io";

    /// <summary>The groups of the account.</summary>
    public static IReadOnlyList<string> Groups { get; } = ["system:serviceaccounts", "system:serviceaccounts:keyframe-system"];

    /// <summary>Lets the account use its ClusterRole, which must be installed, in one namespace.</summary>
    /// <param name="client">An administrator's client.</param>
    /// <param name="namespace">The namespace.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public static Task GrantAsync(Kubernetes client, string @namespace, CancellationToken cancellationToken) =>
        client.RbacAuthorizationV1.CreateNamespacedRoleBindingAsync(
            new V1RoleBinding
            {
                Metadata = new V1ObjectMeta { Name = Role },
                RoleRef = new V1RoleRef { ApiGroup = RbacGroup, Kind = "ClusterRole", Name = Role },
                Subjects = [new Rbacv1Subject { ApiGroup = RbacGroup, Kind = "User", Name = User }],
            },
            @namespace,
            cancellationToken: cancellationToken);
}
