namespace Keyframe.Testing.Building;

/// <summary>
/// kubectl for a machine that has none: Debian's own package, unpacked into the cache beside the control plane. Nothing is
/// installed. It is of the version of the control plane that is built here.
/// </summary>
internal static class DebianKubectl
{
    private const string Package = "kubernetes-client";

    /// <summary>Returns its path, fetching it when it is not there; null where this machine cannot.</summary>
    /// <exception cref="ControlPlaneBuildException">The package could not be fetched.</exception>
    public static async Task<string?> EnsureAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        BuildFolders folders = BuildFolders.Default;
        string home = Path.Combine(folders.Root, $"{Package}-{BuildRecipe.Suite}");
        string kubectl = Path.Combine(home, "usr", "bin", "kubectl");
        if (File.Exists(kubectl))
        {
            return kubectl;
        }

        if (!OperatingSystem.IsLinux() || await DebianArchive.WhyNotAsync(cancellationToken) is not null)
        {
            return null;
        }

        using IDisposable alone = await folders.LockAsync(progress, cancellationToken);
        if (!File.Exists(kubectl))
        {
            progress.Report($"No kubectl on PATH: fetching Debian's package {Package} (seconds; nothing is installed).");
            await FetchAsync(home, cancellationToken);
        }

        return kubectl;
    }

    private static async Task FetchAsync(string home, CancellationToken cancellationToken)
    {
        string work = $"{home}.fetching";
        string log = $"{home}.log";
        try
        {
            string mirror = (await DebianArchive.MirrorAsync(cancellationToken))!;
            DebianArchive archive = DebianArchive.Create(Path.Combine(work, "apt"), mirror, BuildRecipe.Suite);
            await archive.UpdateAsync(log, cancellationToken);
            await archive.DownloadAsync([Package], log, cancellationToken);
            await archive.UnpackPackagesAsync([Package], Path.Combine(work, "tree"), log, cancellationToken);
            Directory.Move(Path.Combine(work, "tree"), home);
        }
        catch (InvalidOperationException failure)
        {
            throw new ControlPlaneBuildException(
                $"kubectl is not on PATH, and Debian's package {Package} could not be fetched: {failure.Message} "
                + $"Install kubectl, or see the log: {log}",
                failure);
        }
        finally
        {
            if (Directory.Exists(work))
            {
                Directory.Delete(work, recursive: true);
            }
        }
    }
}
