namespace Keyframe.Runtime.Tests.Transport;

public sealed class ResourceTypeTests
{
    [Theory]
    [InlineData("", "v1", null, null, null, "api/v1/widgets")]
    [InlineData("", "v1", "ns", "a", null, "api/v1/namespaces/ns/widgets/a")]
    [InlineData("apps", "v1", "ns", null, null, "apis/apps/v1/namespaces/ns/widgets")]
    [InlineData("apps", "v1", "ns", "a", "status", "apis/apps/v1/namespaces/ns/widgets/a/status")]
    [InlineData("apps", "v1", "", "a", null, "apis/apps/v1/widgets/a")]
    [InlineData("apps", "v1", "ns", "a?b c#", null, "apis/apps/v1/namespaces/ns/widgets/a%3Fb%20c%23")]
    public void Where_the_server_serves_it(
        string group, string version, string? ns, string? name, string? subresource, string path) =>
        Assert.Equal(path, (Widget.Type with { Group = group, Version = version }).Path(ns, name, subresource));

    [Theory]
    [InlineData("ns", "")]
    [InlineData("ns", ".")]
    [InlineData("ns", "..")]
    [InlineData("ns", "../secrets/s")]
    [InlineData("ns", "a%2fb")]
    [InlineData("..", "a")]
    [InlineData("ns/secrets", "a")]
    public void A_name_cannot_lead_elsewhere(string ns, string name) =>
        Assert.Throws<ArgumentException>(() => Widget.Type.Path(ns, name));

    [Theory]
    [InlineData("", "v1", "v1", "widgets")]
    [InlineData("apps", "v1", "apps/v1", "widgets.apps")]
    [InlineData("test.dev", "v1alpha1", "test.dev/v1alpha1", "widgets.test.dev")]
    public void What_it_is_called(string group, string version, string apiVersion, string resource)
    {
        var type = Widget.Type with { Group = group, Version = version };
        Assert.Equal((apiVersion, resource), (type.ApiVersion, type.GroupResource));
    }

    [Theory]
    [InlineData("test.dev", "apply the CustomResourceDefinition widgets.test.dev")]
    [InlineData("apps", "this version of Kubernetes does not have it")]
    [InlineData("events.k8s.io", "this version of Kubernetes does not have it")]
    public void What_helps_when_it_is_not_served(string group, string hint) =>
        Assert.Equal(hint, (Widget.Type with { Group = group }).NotServedHint);
}
