using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Processes;
using Keyframe.Testing.Resources;

namespace Keyframe.Integration.Tests;

/// <summary>What config/ gives the operator for its lease, asked of the real server: the rights, and a flow of its own.</summary>
public sealed class LeaderElectionRightsTests(Cluster cluster)
{
    private const string Home = "keyframe-system";
    private const string Lease = "keyframe-operator";
    private const string FlowSchemaHeader = "X-Kubernetes-PF-FlowSchema-UID";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("create", Home, "", true)]
    [InlineData("get", Home, Lease, true)]
    [InlineData("list", Home, Lease, true)]
    [InlineData("watch", Home, Lease, true)]
    [InlineData("patch", Home, Lease, true)]
    [InlineData("update", Home, Lease, false)]
    [InlineData("delete", Home, Lease, false)]
    [InlineData("get", Home, "kube-scheduler", false)]
    [InlineData("patch", Home, "kube-scheduler", false)]
    [InlineData("list", Home, "", false)]
    [InlineData("create", "kube-system", "", false)]
    [InlineData("patch", "kube-system", Lease, false)]
    public async Task The_account_may_use_its_own_lease_and_no_other(string verb, string @namespace, string name, bool allowed)
    {
        await cluster.GrantLeaderElectionAsync(Token);
        using var client = new Kubernetes(cluster.OperatorConfiguration);
        V1SelfSubjectAccessReview review = await client.AuthorizationV1.CreateSelfSubjectAccessReviewAsync(
            new V1SelfSubjectAccessReview
            {
                Spec = new V1SelfSubjectAccessReviewSpec
                {
                    ResourceAttributes = new V1ResourceAttributes
                    {
                        Group = "coordination.k8s.io",
                        Resource = "leases",
                        Verb = verb,
                        NamespaceProperty = @namespace,
                        Name = name,
                    },
                },
            },
            cancellationToken: Token);
        Assert.True(allowed == review.Status.Allowed, $"{verb} {@namespace}/{name}: {review.Status.Reason}");
    }

    [Fact]
    public async Task Requests_for_the_lease_have_a_flow_of_their_own()
    {
        await cluster.GrantLeaderElectionAsync(Token);
        string uid = await ApplyFlowSchemaAsync();
        using var client = new Kubernetes(cluster.OperatorConfiguration);
        string leases = $"apis/coordination.k8s.io/v1/namespaces/{Home}/leases";
        await World.EventuallyAsync<string>(
            () => FlowOfAsync(client, $"{leases}/{Lease}"), flow => flow == uid, "a get of the lease has our flow schema");
        Assert.Equal(uid, await FlowOfAsync(client, $"{leases}?fieldSelector=metadata.name%3D{Lease}"));
        Assert.NotEqual(uid, await FlowOfAsync(client, $"apis/coordination.k8s.io/v1/namespaces/kube-system/leases/{Lease}"));
        Assert.NotEqual(uid, await FlowOfAsync(client, $"api/v1/namespaces/{Home}/configmaps"));
    }

    /// <summary>The UID that the server names in its answer, whatever the answer is.</summary>
    private static async Task<string?> FlowOfAsync(Kubernetes client, string path)
    {
        using HttpResponseMessage answer = await client.HttpClient.GetAsync(new Uri(client.BaseUri, path), Token);
        return answer.Headers.TryGetValues(FlowSchemaHeader, out IEnumerable<string>? values) ? values.Single() : null;
    }

    /// <summary>As docs/guides/operating.md says: as it is, or on older servers with the version that they serve.</summary>
    private async Task<string> ApplyFlowSchemaAsync()
    {
        Version server = cluster.Fixture.ControlPlane.ServerVersion;
        string version = server >= new Version(1, 29) ? "v1" : server >= new Version(1, 23) ? "v1beta2" : "v1beta1";
        JsonObject schema = Repository.Documents("config/availability/flow_schema.yaml").Single();
        schema["apiVersion"] = $"flowcontrol.apiserver.k8s.io/{version}";
        Kubectl kubectl = cluster.Fixture.Kubectl;
        CommandResult applied = await kubectl.RunAsync(
            ["apply", "-f", "-", "-o", "jsonpath={.metadata.uid}"], schema.ToJsonString(), Token);
        Assert.True(applied.ExitCode == 0, applied.Error);
        return applied.Output.Trim();
    }
}
