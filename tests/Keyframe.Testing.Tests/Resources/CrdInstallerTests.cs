using System.Text.Json;
using k8s;
using k8s.Models;
using Keyframe.Testing.Fixtures;
using Keyframe.Testing.Resources;

namespace Keyframe.Testing.Tests.Resources;

public sealed class CrdInstallerTests(ControlPlaneFixture fixture) : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("keyframe-crds").FullName;
    private readonly string group = $"g{Guid.NewGuid():N}.example.com";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Name => $"widgets.{group}";

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        V1CustomResourceDefinitionList all = await fixture.Client.ApiextensionsV1.ListCustomResourceDefinitionAsync();
        if (all.Items.Any(definition => definition.Name() == Name))
        {
            await fixture.Client.ApiextensionsV1.DeleteCustomResourceDefinitionAsync(Name);
        }
    }

    [Fact]
    public async Task An_installed_definition_is_served_at_once()
    {
        await InstallAsync(Definition("string"));
        JsonElement created = await CreateWidgetAsync(fixture.Client, "\"blue\"");
        Assert.Equal("blue", created.GetProperty("spec").GetProperty("color").GetString());
    }

    [Fact]
    public async Task Installing_again_updates_it()
    {
        await InstallAsync(Definition("string"));
        await InstallAsync(Definition("integer"));
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    await CreateWidgetAsync(fixture.Client, "7");
                    return true;
                }
                catch (k8s.Autorest.HttpOperationException)
                {
                    return false;
                }
            },
            "the new schema is in force");
    }

    [Fact]
    public async Task Validation_rules_are_kept_by_a_server_that_knows_them_and_dropped_by_one_that_does_not()
    {
        await InstallAsync(Definition("string"));
        V1CustomResourceDefinition installed = await fixture.Client.ApiextensionsV1.ReadCustomResourceDefinitionAsync(
            Name, cancellationToken: Token);
        V1JSONSchemaProps schema = installed.Spec.Versions[0].Schema.OpenAPIV3Schema;
        IList<V1ValidationRule>? rules = schema.Properties["spec"].XKubernetesValidations;
        if (fixture.ControlPlane.ServerVersion >= new Version(1, 25))
        {
            Assert.Equal("self == oldSelf", Assert.Single(rules!).Rule);
        }
        else
        {
            Assert.Null(rules);
        }
    }

    [Fact]
    public async Task A_refused_definition_is_reported_with_the_servers_own_words()
    {
        string broken = Definition("string").Replace("openAPIV3Schema", "noSchema", StringComparison.Ordinal);
        CrdInstallationException failure = await Assert.ThrowsAsync<CrdInstallationException>(() => InstallAsync(broken));
        Assert.Contains(Name, failure.Message, StringComparison.Ordinal);
        Assert.Contains("spec.versions[0].schema", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anything_else_in_the_folder_is_refused()
    {
        CrdInstallationException failure = await Assert.ThrowsAsync<CrdInstallationException>(
            () => InstallAsync("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"));
        Assert.Contains("other than a named CustomResourceDefinition", failure.Message, StringComparison.Ordinal);
    }

    private async Task InstallAsync(string yaml)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "widgets.yaml"), yaml, Token);
        IReadOnlyList<string> names = await new CrdInstaller(fixture.Client).InstallAsync(folder, Token);
        Assert.Equal([Name], names);
    }

    private async Task<JsonElement> CreateWidgetAsync(Kubernetes client, string color)
    {
        object widget = JsonDocument.Parse($$"""
            {"apiVersion": "{{group}}/v1", "kind": "Widget", "metadata": {"generateName": "w-"}, "spec": {"color": {{color}} } }
            """).RootElement;
        object created = await client.CustomObjects.CreateClusterCustomObjectAsync(
            widget, group, "v1", "widgets", cancellationToken: Token);
        return (JsonElement)created;
    }

    private string Definition(string colorType) => $$"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: {{Name}}
        spec:
          group: {{group}}
          names: {kind: Widget, plural: widgets, singular: widget, listKind: WidgetList}
          scope: Cluster
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    x-kubernetes-validations:
                    - rule: self == oldSelf
                    properties:
                      color: {type: {{colorType}}}
        """;
}
