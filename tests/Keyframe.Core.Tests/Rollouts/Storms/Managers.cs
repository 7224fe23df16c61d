namespace Keyframe.Core.Tests.Rollouts.Storms;

/// <summary>Field managers, by the names that they have on real API servers.</summary>
internal static class Managers
{
    public const string Operator = "keyframe-operator";
    public const string Kubectl = "kubectl";
    public const string Edit = "kubectl-edit";
    public const string Apply = "kubectl-client-side-apply";
    public const string Replace = "kubectl-replace";
    public const string Argo = "argocd-controller";
    public const string Flux = "kustomize-controller";
}
