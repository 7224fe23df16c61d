using System.Diagnostics;

namespace Keyframe.Testing.Building;

/// <summary>
/// Builds a Kubernetes control plane from Debian's own source package, once per machine and user: about six minutes on
/// two cores, no root, nothing installed, nothing fetched but from the Debian mirror that apt is configured with.
/// </summary>
public static class ControlPlaneBuilder
{
    /// <summary>Null when binaries are there or can be built here, else the reason why not.</summary>
    public static async Task<string?> WhyNotAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(BuildFolders.Default.Binaries))
        {
            return null;
        }

        return OperatingSystem.IsLinux()
            ? await DebianArchive.WhyNotAsync(cancellationToken)
            : "it needs Debian or Ubuntu with apt";
    }

    /// <summary>Returns the binaries, building them when they are not there.</summary>
    /// <param name="progress">Gets a line at the start and end of each step, and every half minute within one.</param>
    /// <param name="cancellationToken">Ends the build; the next one starts anew.</param>
    /// <exception cref="ControlPlaneBuildException">The machine lacks something, or a step failed.</exception>
    public static Task<ControlPlaneBuild> EnsureAsync(IProgress<string> progress, CancellationToken cancellationToken) =>
        EnsureAsync(BuildFolders.Default, progress, cancellationToken);

    internal static async Task<ControlPlaneBuild> EnsureAsync(
        BuildFolders folders, IProgress<string> progress, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        if (Directory.Exists(folders.Binaries))
        {
            return new ControlPlaneBuild(folders.Binaries, Fresh: false, Stopwatch.GetElapsedTime(started));
        }

        using IDisposable alone = await folders.LockAsync(progress, cancellationToken);
        bool fresh = !Directory.Exists(folders.Binaries);
        if (fresh)
        {
            await BuildAsync(folders, progress, cancellationToken);
        }

        return new ControlPlaneBuild(folders.Binaries, fresh, Stopwatch.GetElapsedTime(started));
    }

    private static async Task BuildAsync(BuildFolders folders, IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (await DebianArchive.WhyNotAsync(cancellationToken) is { } why)
        {
            throw new ControlPlaneBuildException($"The control plane cannot be built here: {why}.");
        }

        await folders.ClearWorkAsync(cancellationToken);
        RequireDisk(folders.Root);
        Directory.CreateDirectory(folders.Work);
        Directory.CreateDirectory(folders.Logs);
        Array.ForEach(Directory.GetFiles(folders.Logs), File.Delete);
        string mirror = (await DebianArchive.MirrorAsync(cancellationToken))!;
        progress.Report(
            $"Building Kubernetes {BuildRecipe.KubernetesVersion} from Debian's source package, once for this machine: "
            + $"about six minutes on two cores. Mirror: {mirror}. Logs: {folders.Logs}");
        BuildSteps steps = new(DebianBuild.StepCount, folders.Logs, progress, TimeProvider.System);
        try
        {
            await new DebianBuild(folders, mirror, steps).RunAsync(cancellationToken);
        }
        catch
        {
            await GiveBackDiskAsync(folders);
            throw;
        }
    }

    private static async Task GiveBackDiskAsync(BuildFolders folders)
    {
        try
        {
            await folders.ClearWorkAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            // A killed compiler still writes; the next build clears what is left.
        }
    }

    private static void RequireDisk(string folder)
    {
        long free = new DriveInfo(folder).AvailableFreeSpace;
        if (free < BuildRecipe.DiskBytes)
        {
            throw new ControlPlaneBuildException(
                $"Building the control plane needs {BuildRecipe.DiskBytes >> 30} GB free in {folder} for a while; "
                + $"there are {free >> 30} GB. Free some, or set XDG_CACHE_HOME to a folder on another disk.");
        }
    }
}
