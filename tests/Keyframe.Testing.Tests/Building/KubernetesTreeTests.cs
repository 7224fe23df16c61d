using Keyframe.Testing.Building;

namespace Keyframe.Testing.Tests.Building;

public sealed class KubernetesTreeTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("keyframe-tree").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_three_version_variables_are_set_and_nothing_else()
    {
        const string Source = """
            var (
            	// gitMajor, gitMinor and gitVersion are set by the build
            	gitMajor string // major version
            	gitMinor string // minor version
            	gitVersion   = "v0.0.0-master+faecb"
            	gitCommit    = "faecb"
            )
            """;
        Assert.Equal(
            """
            var (
            	// gitMajor, gitMinor and gitVersion are set by the build
            	gitMajor = "1"
            	gitMinor = "20"
            	gitVersion = "v1.20.2"
            	gitCommit    = "faecb"
            )
            """,
            KubernetesTree.WithVersion(Source, new Version(1, 20, 2)));
    }

    [Fact]
    public void A_tree_of_another_form_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => KubernetesTree.WithVersion("package version\n", new Version(1, 20, 2)));

    [Fact]
    public void Definitions_are_made_of_the_packages_that_ask_for_them()
    {
        const string Tagged = "// +k8s:openapi-gen=true\npackage v1\n";
        Write("pkg/apis/abac/v0/doc.go", Tagged);
        Write("pkg/apis/untagged/doc.go", "package untagged\n");
        Write("staging/src/k8s.io/api/apps/v1/types.go", Tagged);
        Write("staging/src/k8s.io/api/apps/v1/doc.go", Tagged);
        Write("staging/src/k8s.io/sample-apiserver/pkg/v1/doc.go", Tagged);
        Write("staging/src/k8s.io/code-generator/_examples/v1/doc.go", Tagged);
        Directory.CreateDirectory(Path.Combine(folder, "cmd"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "cmd/link"), Path.Combine(folder, "pkg"));
        Assert.Equal(
            ["k8s.io/kubernetes/pkg/apis/abac/v0", "k8s.io/kubernetes/vendor/k8s.io/api/apps/v1"],
            new KubernetesTree(folder).OpenApiPackages());
    }

    private void Write(string path, string content)
    {
        string full = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
    }
}
