using k8s;
using Keyframe.Operator.Hosting;

namespace Keyframe.Operator.Tests.Hosting;

/// <summary>Whatever is wrong with a kubeconfig is said in words that name what to do; nothing is thrown.</summary>
public sealed class ClusterAccessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cluster-access").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_named_kubeconfig_comes_before_KUBECONFIG() => Assert.Equal(
        "https://one.example:6443", Find(Write("one"), null, Write("two")).Host);

    [Fact]
    public void The_current_context_is_used_unless_another_one_is_named()
    {
        string file = Write("one");
        Assert.Equal("one", Find(file, null, null).CurrentContext);
        Assert.Equal("https://other.one.example:6443", Find(file, "other", null).Host);
    }

    [Fact]
    public void The_first_file_of_KUBECONFIG_decides_the_current_context() => Assert.Equal(
        "https://two.example:6443", Find(null, null, List(Write("two"), Write("one"))).Host);

    [Fact]
    public void A_context_of_any_file_of_KUBECONFIG_can_be_chosen() => Assert.Equal(
        "https://two.example:6443", Find(null, "two", List(Write("one"), Write("two"))).Host);

    [Fact]
    public void Files_of_KUBECONFIG_that_do_not_exist_and_empty_entries_are_passed_over() => Assert.Equal(
        "https://one.example:6443", Find(null, null, List(Missing, "", Write("one"))).Host);

    [Fact]
    public void A_certificate_is_found_beside_the_file_that_names_it()
    {
        string file = Write("one", "    certificate-authority: ca.crt\n");
        string problem = Problem(file, null, null);
        Assert.Contains(Path.Combine(_folder, "ca.crt"), problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_does_not_exist_is_named()
    {
        Assert.Contains(Missing, Problem(Missing, null, null), StringComparison.Ordinal);
        Assert.Contains(Missing, Problem(null, null, List(Missing, Missing + "2")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_context_that_does_not_exist_is_named() =>
        Assert.Contains("staging", Problem(Write("one"), "staging", null), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("just words")]
    [InlineData("- a\n- list\n")]
    [InlineData("clusters: [{name: a")]
    [InlineData("\t{not yaml")]
    [InlineData("apiVersion: v1\nkind: Config\n")]
    [InlineData("apiVersion: v1\nkind: Config\ncurrent-context: x\ncontexts:\n- name: x\n")]
    [InlineData("apiVersion: v1\nkind: Config\ncurrent-context: x\ncontexts:\n- name: x\n  context: {cluster: gone, user: gone}\n")]
    public void A_broken_file_is_no_exception(string content)
    {
        string file = Path.Combine(_folder, "broken");
        File.WriteAllText(file, content);
        Assert.Contains(file, Problem(file, null, null), StringComparison.Ordinal);
        Assert.Contains(file, Problem(null, null, file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_certificate_is_no_exception() =>
        Problem(Write("one", "    certificate-authority-data: '%%%'\n"), null, null);

    [Fact]
    public void A_folder_is_no_kubeconfig() => Problem(_folder, null, null);

    private string Missing => Path.Combine(_folder, "missing");

    private static string List(params string[] paths) => string.Join(Path.PathSeparator, paths);

    private static KubernetesClientConfiguration Find(string? kubeconfig, string? context, string? list)
    {
        KubernetesClientConfiguration? found = ClusterAccess.Find(kubeconfig, context, list, out string? problem);
        Assert.Null(problem);
        return found!;
    }

    private static string Problem(string? kubeconfig, string? context, string? list)
    {
        Assert.Null(ClusterAccess.Find(kubeconfig, context, list, out string? problem));
        Assert.StartsWith("No usable kubeconfig ", problem, StringComparison.Ordinal);
        Assert.EndsWith(" Set KUBECONFIG or pass --kubeconfig, and choose a context with --context.", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("Object reference", problem, StringComparison.Ordinal);
        return problem!;
    }

    /// <summary>A kubeconfig with its current context, cluster and user of one name, and a second context.</summary>
    private string Write(string name, string authority = "")
    {
        string file = Path.Combine(_folder, name);
        File.WriteAllText(file, $"""
            apiVersion: v1
            kind: Config
            current-context: {name}
            clusters:
            - name: {name}
              cluster:
                server: https://{name}.example:6443
            {authority}- name: other-{name}
              cluster:
                server: https://other.{name}.example:6443
            contexts:
            - name: {name}
              context: {"{"}cluster: {name}, user: {name}{"}"}
            - name: other
              context: {"{"}cluster: other-{name}, user: {name}{"}"}
            users:
            - name: {name}
              user: {"{"}token: secret{"}"}
            """);
        return file;
    }
}
