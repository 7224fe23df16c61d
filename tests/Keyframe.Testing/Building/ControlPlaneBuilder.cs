using System.Diagnostics;
using Keyframe.Testing.ControlPlanes;

namespace Keyframe.Testing.Building;

/// <summary>
/// Builds a Kubernetes control plane from Debian's own source package, once per machine and user: about six minutes on
/// two cores, no root, nothing installed, nothing fetched but from the Debian mirror that apt is configured with.
/// </summary>
public static class ControlPlaneBuilder
{
    private const int StepCount = 8;

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
        await RunStepsAsync(folders, mirror, new BuildSteps(StepCount, folders.Logs, progress, TimeProvider.System), cancellationToken);
    }

    private static void RequireDisk(string folder)
    {
        long free = new DriveInfo(folder).AvailableFreeSpace;
        if (free < BuildRecipe.DiskBytes)
        {
            throw new ControlPlaneBuildException(
                $"Building the control plane needs {BuildRecipe.DiskBytes >> 30} GB free in {folder} for a while; there are {free >> 30} GB. "
                + "Free some, or set XDG_CACHE_HOME to a folder on another disk.");
        }
    }

    private static async Task RunStepsAsync(BuildFolders folders, string mirror, BuildSteps steps, CancellationToken cancellationToken)
    {
        string tools = Path.Combine(folders.Work, "tools");
        string goPath = Path.Combine(folders.Work, "go");
        string source = Path.Combine(goPath, "src", "k8s.io", "kubernetes");
        string output = Path.Combine(folders.Work, "bin");
        Directory.CreateDirectory(output);
        DebianArchive archive = DebianArchive.Create(Path.Combine(folders.Work, "apt"), mirror, BuildRecipe.Suite);
        GoToolchain go = new(Path.Combine(tools, "usr/lib/go-1.19"), goPath, Path.Combine(folders.Work, "go-cache"));
        KubernetesTree tree = new(source);
        string network =
            $"check that {mirror} carries the suite {BuildRecipe.Suite} and can be reached (apt's own proxy settings apply); "
            + $"another mirror can be named in {DebianArchive.MirrorVariable}. Then run again.";
        const string Again = "see the log; most often the disk was full or memory short. Then run again: it starts anew.";

        await steps.RunAsync($"Reading the package lists of Debian {BuildRecipe.Suite}", "a few seconds", network,
            archive.UpdateAsync, cancellationToken);
        await steps.RunAsync("Downloading the source, Go and etcd", "125 MB", network,
            (log, token) => archive.DownloadAsync(BuildRecipe.SourcePackage, BuildRecipe.Packages, log, token), cancellationToken);
        await steps.RunAsync("Unpacking", "about ten seconds", Again,
            async (log, token) =>
            {
                await archive.UnpackPackagesAsync(BuildRecipe.Packages, tools, log, token);
                await archive.UnpackSourceAsync(source, log, token);
            },
            cancellationToken);
        await steps.RunAsync("Preparing the source", "a second", Again,
            (_, _) =>
            {
                tree.ReplaceReflect2(Path.Combine(tools, "usr/share/gocode/src/github.com/modern-go/reflect2"));
                tree.SetVersion(Version.Parse(BuildRecipe.KubernetesVersion));
                return Task.CompletedTask;
            },
            cancellationToken);
        await steps.RunAsync("Generating the OpenAPI definitions", "about fifteen seconds", Again,
            (log, token) => tree.GenerateOpenApiAsync(go, folders.Work, log, token), cancellationToken);
        await steps.RunAsync("Compiling kube-apiserver", "about three minutes on two cores", Again,
            (log, token) => KubernetesTree.BuildAsync(go, "kube-apiserver", output, log, token), cancellationToken);
        await steps.RunAsync("Compiling kube-controller-manager", "about two minutes on two cores", Again,
            (log, token) => KubernetesTree.BuildAsync(go, "kube-controller-manager", output, log, token), cancellationToken);
        await steps.RunAsync("Checking and putting in place", "seconds", Again,
            (_, token) => PutInPlaceAsync(folders, Path.Combine(tools, "usr/bin/etcd"), output, token), cancellationToken);
    }

    private static async Task PutInPlaceAsync(BuildFolders folders, string etcd, string output, CancellationToken cancellationToken)
    {
        File.Copy(etcd, Path.Combine(output, "etcd"));
        ControlPlaneBinaries binaries = await ControlPlaneBinaries.ReadAsync(output, cancellationToken);
        Version expected = Version.Parse(BuildRecipe.KubernetesVersion);
        if (binaries.ApiServerVersion != expected || binaries.ControllerManagerVersion != expected)
        {
            throw new InvalidOperationException(
                $"Built {binaries.ApiServerVersion} and {binaries.ControllerManagerVersion} instead of {expected}.");
        }

        // The one moment at which the result appears, whole.
        Directory.Move(output, folders.Binaries);
        await folders.ClearWorkAsync(cancellationToken);
    }
}
