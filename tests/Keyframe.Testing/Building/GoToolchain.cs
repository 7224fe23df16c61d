using Keyframe.Testing.Processes;

namespace Keyframe.Testing.Building;

/// <summary>Go, unpacked from its packages, and a tree under a GOPATH.</summary>
/// <param name="Root">GOROOT.</param>
/// <param name="Path">GOPATH.</param>
/// <param name="Cache">Go's build cache.</param>
internal sealed record GoToolchain(string Root, string Path, string Cache)
{
    /// <summary>
    /// Module mode refuses the vendor tree of Kubernetes 1.20, so GOPATH mode. Nothing of the user's own settings for Go
    /// applies, and nothing is downloaded.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["GOROOT"] = Root,
        ["GOPATH"] = Path,
        ["GOCACHE"] = Cache,
        ["GO111MODULE"] = "off",
        ["GOTOOLCHAIN"] = "local",
        ["GOPROXY"] = "off",
        ["GOENV"] = "off",
        ["GOFLAGS"] = "",
        ["GOOS"] = null,
        ["GOARCH"] = null,
        ["CGO_ENABLED"] = "0",
        ["PATH"] = $"{Root}/bin:{System.Environment.GetEnvironmentVariable("PATH")}",
    };

    /// <summary>Compiles the program of <paramref name="package"/> into <paramref name="output"/>.</summary>
    public Task BuildAsync(string package, string output, string log, CancellationToken cancellationToken) =>
        RunAsync(
            new Command($"{Root}/bin/go", "build", "-trimpath", "-ldflags", "-s -w", "-o", output, package),
            log,
            cancellationToken);

    /// <summary>Runs a program with this toolchain's environment.</summary>
    public Task RunAsync(Command command, string log, CancellationToken cancellationToken) =>
        (command with { Environment = Environment }).RunLoggedAsync(log, cancellationToken);
}
