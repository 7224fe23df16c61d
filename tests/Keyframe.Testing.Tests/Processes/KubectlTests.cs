using Keyframe.Testing.Fixtures;
using Keyframe.Testing.Processes;

namespace Keyframe.Testing.Tests.Processes;

public sealed class KubectlTests(ControlPlaneFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_applies_standard_input_in_its_namespace()
    {
        await using TestNamespace ns = await fixture.CreateNamespaceAsync("kubectl", Token);
        Kubectl kubectl = fixture.Kubectl.In(ns.Name);
        const string Manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {color: blue}\n";

        (await kubectl.RunAsync(["apply", "-f", "-"], Manifest, Token)).EnsureSuccess();

        CommandResult result = await kubectl.RunAsync(["get", "configmap", "settings", "-o", "jsonpath={.data.color}"], Token);
        Assert.Equal("blue", result.EnsureSuccess().Output);
    }

    [Fact]
    public async Task A_failing_command_is_a_result_with_its_error()
    {
        CommandResult result = await fixture.Kubectl.RunAsync(["get", "namespace", "no-such-namespace"], Token);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("NotFound", result.Error, StringComparison.Ordinal);
    }
}
