using Keyframe.Testing.ControlPlanes;

namespace Keyframe.Testing.Building;

/// <summary>The steps from Debian's packages to a folder of binaries.</summary>
internal sealed class DebianBuild(BuildFolders folders, string mirror, BuildSteps steps)
{
    /// <summary>How many steps there are.</summary>
    public const int StepCount = 8;

    private const string Again = "see the log; most often the disk was full or memory short. Then run again: it starts anew.";

    private readonly string tools = Path.Combine(folders.Work, "tools");
    private readonly string output = Path.Combine(folders.Work, "bin");
    private readonly DebianArchive archive =
        DebianArchive.Create(Path.Combine(folders.Work, "apt"), mirror, BuildRecipe.Suite);

    private readonly GoToolchain go = new(
        Path.Combine(folders.Work, "tools/usr/lib/go-1.19"),
        Path.Combine(folders.Work, "go"),
        Path.Combine(folders.Work, "go-cache"));

    private readonly KubernetesTree tree = new(Path.Combine(folders.Work, "go/src/k8s.io/kubernetes"));

    private string Network =>
        $"check that {mirror} carries the suite {BuildRecipe.Suite} and can be reached (apt's own proxy settings apply); "
        + $"another mirror can be named in {DebianArchive.MirrorVariable}. Then run again.";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await FetchAsync(cancellationToken);
        await PrepareAsync(cancellationToken);
        await CompileAsync(cancellationToken);
        await steps.RunAsync(
            "Checking and putting in place", "seconds", Again, (_, token) => PutInPlaceAsync(token), cancellationToken);
    }

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        await steps.RunAsync(
            $"Reading the package lists of Debian {BuildRecipe.Suite}",
            "a few seconds",
            Network,
            archive.UpdateAsync,
            cancellationToken);
        await steps.RunAsync(
            "Downloading the source, Go and etcd",
            "125 MB",
            Network,
            (log, token) => archive.DownloadAsync(BuildRecipe.SourcePackage, BuildRecipe.Packages, log, token),
            cancellationToken);
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await steps.RunAsync(
            "Unpacking",
            "about ten seconds",
            Again,
            async (log, token) =>
            {
                await archive.UnpackPackagesAsync(BuildRecipe.Packages, tools, log, token);
                await archive.UnpackSourceAsync(tree.Folder, log, token);
            },
            cancellationToken);
        await steps.RunAsync(
            "Preparing the source",
            "a second",
            Again,
            (_, _) =>
            {
                tree.ReplaceReflect2(Path.Combine(tools, "usr/share/gocode/src/github.com/modern-go/reflect2"));
                tree.SetVersion(Version.Parse(BuildRecipe.KubernetesVersion));
                return Task.CompletedTask;
            },
            cancellationToken);
        await steps.RunAsync(
            "Generating the OpenAPI definitions",
            "about fifteen seconds",
            Again,
            (log, token) => tree.GenerateOpenApiAsync(go, folders.Work, log, token),
            cancellationToken);
    }

    private async Task CompileAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(output);
        foreach ((string program, string typical) in new[]
        {
            ("kube-apiserver", "about three minutes on two cores"),
            ("kube-controller-manager", "about a minute on two cores"),
        })
        {
            await steps.RunAsync(
                $"Compiling {program}",
                typical,
                Again,
                (log, token) => KubernetesTree.BuildAsync(go, program, output, log, token),
                cancellationToken);
        }
    }

    private async Task PutInPlaceAsync(CancellationToken cancellationToken)
    {
        File.Copy(Path.Combine(tools, "usr/bin/etcd"), Path.Combine(output, "etcd"));
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
