using System.Globalization;
using System.Text.RegularExpressions;
using Keyframe.Testing.Processes;

namespace Keyframe.Testing.ControlPlanes;

/// <summary>A folder of control plane programs, with the versions that they report.</summary>
internal sealed partial record ControlPlaneBinaries(
    string Folder, Version EtcdVersion, Version ApiServerVersion, Version ControllerManagerVersion)
{
    private static readonly string[] Names = ["etcd", "kube-apiserver", "kube-controller-manager"];

    public string Etcd => Path.Combine(Folder, Names[0]);

    public string ApiServer => Path.Combine(Folder, Names[1]);

    public string ControllerManager => Path.Combine(Folder, Names[2]);

    /// <summary>Those of the three that <paramref name="folder"/> lacks.</summary>
    public static IReadOnlyList<string> MissingIn(string folder) =>
        [.. Names.Where(name => !File.Exists(Path.Combine(folder, name)))];

    /// <summary>Asks each program for its version.</summary>
    /// <exception cref="ControlPlaneUnavailableException">One does not run, or answers something else.</exception>
    public static async Task<ControlPlaneBinaries> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        string full = Path.GetFullPath(folder);
        Version[] versions = await Task.WhenAll(
            Names.Select(name => VersionOfAsync(Path.Combine(full, name), cancellationToken)));
        return new ControlPlaneBinaries(full, versions[0], versions[1], versions[2]);
    }

    /// <summary>
    /// The first version number in what <c>--version</c> printed: "Kubernetes v1.20.2", "etcd Version: 3.4.23".
    /// </summary>
    public static Version? ParseVersion(string output) =>
        VersionNumber().Match(output) is { Success: true } match
            ? new Version(Part(match, 1), Part(match, 2), Part(match, 3))
            : null;

    private static int Part(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private static async Task<Version> VersionOfAsync(string program, CancellationToken cancellationToken)
    {
        CommandResult result = await new Command(program, "--version").RunAsync(cancellationToken);
        return result.ExitCode == 0 && ParseVersion(result.Output) is { } version
            ? version
            : throw new ControlPlaneUnavailableException($"`{program} --version` gave no version: {result.Output}{result.Error}");
    }

    [GeneratedRegex(@"v?(\d+)\.(\d+)\.(\d+)")]
    private static partial Regex VersionNumber();
}
