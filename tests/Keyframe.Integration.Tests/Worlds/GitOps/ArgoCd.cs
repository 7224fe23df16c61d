using Keyframe.Testing.Processes;

namespace Keyframe.Integration.Tests.Worlds.GitOps;

/// <summary>
/// Argo CD: it runs kubectl's own apply, client-side or server-side with force, or replaces where an object asks for
/// <c>Replace=true</c> (argo-cd docs/user-guide/sync-options.md).
/// </summary>
internal static class ArgoCd
{
    public const string Manager = "argocd-controller";

    /// <summary>Applies as it does by default: three-way, by the annotation of the last apply.</summary>
    public static Task<CommandResult> ApplyAsync(World world, string yaml, CancellationToken cancellationToken) =>
        world.Kubectl.RunAsync(["apply", $"--field-manager={Manager}", "-f", "-"], yaml, cancellationToken);

    /// <summary>Replaces, as under <c>Replace=true</c>. Kubernetes' own controller may come in between; it tries again.</summary>
    public static async Task ReplaceAsync(World world, string yaml, CancellationToken cancellationToken)
    {
        string[] replace = ["replace", $"--field-manager={Manager}", "-f", "-"];
        while (await world.Kubectl.RunAsync(replace, yaml, cancellationToken) is { ExitCode: not 0 } refused)
        {
            Assert.Contains("Conflict", refused.Error, StringComparison.Ordinal);
        }
    }
}
