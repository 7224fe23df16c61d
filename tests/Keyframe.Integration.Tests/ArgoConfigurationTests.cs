using k8s.Models;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Processes;
using Keyframe.Testing.Resources;

namespace Keyframe.Integration.Tests;

/// <summary>What is patched into Argo CD's own ConfigMap, as its administrator would.</summary>
public sealed class ArgoConfigurationTests(Cluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_patch_adds_health_and_actions_and_leaves_the_rest()
    {
        await using World world = await World.PrepareAsync(cluster, "argocd");
        (await world.Kubectl.RunAsync(
            ["create", "configmap", "argocd-cm", "--from-literal=url=https://argo.example.com"], Token)).EnsureSuccess();
        CommandResult patched = await world.Kubectl.RunAsync(
            ["patch", "configmap", "argocd-cm", "--patch-file", Repository.Path("config/gitops/argocd/argocd-cm.yaml")], Token);
        Assert.True(patched.ExitCode == 0, patched.Error);
        V1ConfigMap settings = (await world.ConfigMapAsync("argocd-cm"))!;
        Assert.Equal("https://argo.example.com", settings.Data["url"]);
        string health = await File.ReadAllTextAsync(Repository.Path("config/gitops/argocd/health.lua"), Token);
        string[] checks = [.. settings.Data.Keys.Where(key => key.StartsWith("resource.customizations.health.", StringComparison.Ordinal))];
        Assert.Equal(4, checks.Length);
        Assert.All(checks, key => Assert.Equal(health, settings.Data[key]));
        Assert.Contains("name: retry", settings.Data["resource.customizations.actions.keyframe.dev_Deployment"], StringComparison.Ordinal);
    }
}
