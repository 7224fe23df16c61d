using Keyframe.Testing.Processes;

namespace Keyframe.Integration.Tests.Worlds.GitOps;

/// <summary>GitOps tools, replayed by what each of them does to fields and their owners.</summary>
internal static class GitOps
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Every tool.</summary>
    public static TheoryData<GitOpsTool> Tools => [.. Enum.GetValues<GitOpsTool>()];

    /// <summary>The name under which a tool holds fields.</summary>
    /// <param name="tool">The tool.</param>
    public static string ManagerOf(GitOpsTool tool) => tool == GitOpsTool.Flux ? Flux.Manager : ArgoCd.Manager;

    /// <summary>Lets a tool apply what is in Git, and expects it to be accepted.</summary>
    /// <param name="world">Where.</param>
    /// <param name="tool">The tool.</param>
    /// <param name="yaml">What is in Git.</param>
    public static async Task SyncAsync(this World world, GitOpsTool tool, string yaml) => (await world.TrySyncAsync(tool, yaml)).EnsureSuccess();

    /// <summary>Lets a tool apply what is in Git, which may be refused.</summary>
    /// <param name="world">Where.</param>
    /// <param name="tool">The tool.</param>
    /// <param name="yaml">What is in Git.</param>
    public static async Task<CommandResult> TrySyncAsync(this World world, GitOpsTool tool, string yaml)
    {
        if (tool == GitOpsTool.Flux)
        {
            await Flux.TakeOverAsync(world, Token);
        }

        return tool == GitOpsTool.ArgoCd
            ? await ArgoCd.ApplyAsync(world, yaml, Token)
            : await ForceAsync(world, yaml, ManagerOf(tool));
    }

    private static Task<CommandResult> ForceAsync(World world, string yaml, string manager) => world.Kubectl.RunAsync(
        ["apply", "--server-side", "--force-conflicts", $"--field-manager={manager}", "-f", "-"], yaml, Token);
}
