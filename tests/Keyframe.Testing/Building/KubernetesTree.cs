using System.Text.RegularExpressions;
using Keyframe.Testing.Processes;

namespace Keyframe.Testing.Building;

/// <summary>
/// The source tree of Kubernetes 1.20 as Debian ships it, and what must be done to it before it compiles and runs well.
/// </summary>
internal sealed partial class KubernetesTree(string folder)
{
    private const string ImportPath = "k8s.io/kubernetes";
    private const string Staging = "staging/src/";
    private const string OpenApiTag = "+k8s:openapi-gen=";
    private static readonly string[] Roots = ["pkg", "staging/src/k8s.io", "cmd"];

    /// <summary>Where it is, or will be unpacked.</summary>
    public string Folder => folder;

    /// <summary>
    /// reflect2 1.0.1 reads Go's maps in a way that Go 1.18 changed, and crashes the API server minutes into a run;
    /// 1.0.2 does not.
    /// </summary>
    public void ReplaceReflect2(string replacement)
    {
        string vendored = Path.Combine(folder, "vendor/github.com/modern-go/reflect2");
        Directory.Delete(vendored, recursive: true);
        Directory.CreateDirectory(vendored);
        foreach (string file in Directory.EnumerateFiles(replacement))
        {
            File.Copy(file, Path.Combine(vendored, Path.GetFileName(file)));
        }
    }

    /// <summary>
    /// A tree outside git reports itself as v0.0.0-master; clients decide by the version what they may ask for.
    /// </summary>
    public void SetVersion(Version version)
    {
        // The first is what --version prints, the second what the aggregator in front of the server answers on /version.
        foreach (string package in new[] { "component-base/version", "client-go/pkg/version" })
        {
            string path = Path.Combine(folder, "staging/src/k8s.io", package, "base.go");
            File.WriteAllText(path, WithVersion(File.ReadAllText(path), version));
        }
    }

    internal static string WithVersion(string source, Version version)
    {
        int replaced = 0;
        string result = VersionVariable().Replace(source, match =>
        {
            replaced++;
            string value = match.Groups["name"].Value switch
            {
                "gitMajor" => $"{version.Major}",
                "gitMinor" => $"{version.Minor}",
                _ => $"v{version.Major}.{version.Minor}.{version.Build}",
            };
            return $"\t{match.Groups["name"].Value} = \"{value}\"";
        });
        return replaced == 3
            ? result
            : throw new InvalidOperationException($"Expected three version variables in base.go, found {replaced}.");
    }

    /// <summary>
    /// Makes the one generated file that the tree lacks: OpenAPI definitions of every package that asks for them. The server
    /// needs them for server-side apply and <c>kubectl explain</c>.
    /// </summary>
    public async Task GenerateOpenApiAsync(GoToolchain go, string work, string log, CancellationToken cancellationToken)
    {
        string generator = Path.Combine(work, "openapi-gen");
        await go.BuildAsync($"{ImportPath}/vendor/k8s.io/kube-openapi/cmd/openapi-gen", generator, log, cancellationToken);
        Command generate = new(
            generator,
            "--logtostderr",
            "--input-dirs", string.Join(',', OpenApiPackages()),
            "--output-package", $"{ImportPath}/pkg/generated/openapi",
            "--output-file-base", "zz_generated.openapi",
            "--go-header-file", "vendor/k8s.io/code-generator/hack/boilerplate.go.txt",
            "--report-filename", Path.Combine(work, "openapi-violations.report"))
        {
            WorkingDirectory = folder,
        };
        await go.RunAsync(generate, log, cancellationToken);
    }

    /// <summary>Import paths of the packages that carry the tag, samples and code-generator examples aside.</summary>
    internal IReadOnlyList<string> OpenApiPackages()
    {
        // Links in the tree lead back into it.
        EnumerationOptions deep = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return
        [
            .. Roots
                .SelectMany(root => Directory.EnumerateFiles(Path.Combine(folder, root), "*.go", deep))
                .Where(file => File.ReadAllText(file).Contains(OpenApiTag, StringComparison.Ordinal))
                .Select(file => ImportPathOf(Path.GetRelativePath(folder, Path.GetDirectoryName(file)!)))
                .Where(package => !package.Contains("/k8s.io/sample-", StringComparison.Ordinal)
                    && !package.Contains("/k8s.io/code-generator/", StringComparison.Ordinal))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Compiles one of its programs.</summary>
    public static Task BuildAsync(
        GoToolchain go, string program, string output, string log, CancellationToken cancellationToken) =>
        go.BuildAsync($"{ImportPath}/cmd/{program}", Path.Combine(output, program), log, cancellationToken);

    // Staging is what vendor links to; the generator must see the path that the rest of the tree imports.
    private static string ImportPathOf(string relative) =>
        relative.StartsWith(Staging, StringComparison.Ordinal)
            ? $"{ImportPath}/vendor/{relative[Staging.Length..]}"
            : $"{ImportPath}/{relative}";

    [GeneratedRegex(@"^\t(?<name>gitMajor|gitMinor|gitVersion)\b.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex VersionVariable();
}
