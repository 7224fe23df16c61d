using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Keyframe.Operator.Resources;
using Keyframe.Operator.Settings;
using Keyframe.Runtime.Transport;
using Keyframe.Testing.Resources;

namespace Keyframe.Operator.Tests.Config;

/// <summary>What the operator may do, written out: whoever widens it has to widen this list too.</summary>
public sealed class RbacTests
{
    private const string Role = "config/rbac/role.yaml";
    private const string LeaseRole = "config/rbac/leader_election_role.yaml";

    private static readonly string[] Expected =
    [
        "keyframe.dev/promptversions: get list watch",
        "keyframe.dev/promptregistries: get list watch",
        "keyframe.dev/genaiappsnapshots: get list watch",
        "keyframe.dev/genaideployments: get list watch",
        "keyframe.dev/promptversions: create patch delete",
        "keyframe.dev/genaiappsnapshots: patch",
        "keyframe.dev/promptversions/status: patch",
        "keyframe.dev/promptregistries/status: patch",
        "keyframe.dev/genaiappsnapshots/status: patch",
        "keyframe.dev/genaideployments/status: patch",
        "apps/deployments: get list watch patch",
        "apps/statefulsets: get list watch patch",
        "apps/daemonsets: get list watch patch",
        "apps/replicasets: get list watch",
        "apps/controllerrevisions: get list watch",
        "/pods: get list watch",
        "/configmaps: get list watch create patch delete",
        "events.k8s.io/events: create patch",
    ];

    public static TheoryData<string> Kinds =>
    [
        GroupResource(ResourceTypes.PromptVersions),
        GroupResource(ResourceTypes.Registries),
        GroupResource(ResourceTypes.Snapshots),
        GroupResource(ResourceTypes.Bindings),
        GroupResource(ResourceTypes.Deployments),
        GroupResource(ResourceTypes.StatefulSets),
        GroupResource(ResourceTypes.DaemonSets),
        GroupResource(ResourceTypes.ReplicaSets),
        GroupResource(ResourceTypes.ControllerRevisions),
        GroupResource(ResourceTypes.Pods),
        GroupResource(ResourceTypes.ConfigMaps),
        GroupResource(ResourceTypes.ConfigMapContents),
    ];

    [Fact]
    public void The_operator_may_do_exactly_this() => Assert.Equal(Expected, Grants(Role).Select(grant => grant.ToString()));

    [Fact]
    public void For_leader_election_it_may_do_exactly_this_in_its_own_namespace()
    {
        JsonObject role = Assert.Single(Repository.Documents(LeaseRole));
        Assert.Equal(("Role", "keyframe-system"), ((string?)role["kind"], (string?)role["metadata"]!["namespace"]));
        const string leases = """{"apiGroups":["coordination.k8s.io"],"resources":["leases"]""";
        Assert.Equal(
            [
                leases + ""","verbs":["create"]}""",
                leases + ""","resourceNames":["keyframe-operator"],"verbs":["get","list","watch","patch"]}""",
            ],
            role["rules"]!.AsArray().Select(rule => rule!.ToJsonString()));
        Assert.Equal("keyframe-operator", SettingsTable.LeaderElectionId.DefaultText);
    }

    [Fact]
    public void The_lease_has_a_flow_of_its_own_for_all_that_leader_election_does()
    {
        JsonNode spec = Assert.Single(Repository.Documents("config/availability/flow_schema.yaml"))["spec"]!;
        JsonNode rule = Assert.Single(spec["rules"]!.AsArray())!;
        JsonNode account = Assert.Single(rule["subjects"]!.AsArray())!["serviceAccount"]!;
        JsonNode requests = Assert.Single(rule["resourceRules"]!.AsArray())!;
        Assert.Equal(("keyframe-operator", "keyframe-system"), ((string?)account["name"], (string?)account["namespace"]));
        Assert.Equal(["keyframe-system"], Texts(requests["namespaces"]));
        Assert.Equal(
            Grants(LeaseRole).SelectMany(grant => grant.Verbs).Order(StringComparer.Ordinal),
            Texts(requests["verbs"]).Order(StringComparer.Ordinal));
        Assert.Equal("leader-election", (string?)spec["priorityLevelConfiguration"]!["name"]);
        Assert.InRange((long)spec["matchingPrecedence"]!, 201, 899);
    }

    [Fact]
    public void The_role_has_no_part_that_the_list_does_not_show()
    {
        JsonObject role = Assert.Single(Repository.Documents(Role));
        Assert.Equal(["apiVersion", "kind", "metadata", "rules"], role.Select(member => member.Key));
        Assert.All(role["rules"]!.AsArray(), rule =>
            Assert.Equal(["apiGroups", "resources", "verbs"], rule!.AsObject().Select(member => member.Key)));
    }

    [Fact]
    public void Nothing_in_the_folder_grants_by_wildcard_or_reads_secrets_or_escalates()
    {
        Grant[] grants = [.. Repository.Files("config/rbac", "*.yaml").SelectMany(Grants)];
        Assert.True(grants.Length > Expected.Length);
        Assert.DoesNotContain(grants, grant => grant.Resource.Contains('*', StringComparison.Ordinal) || grant.Verbs.Contains("*"));
        Assert.DoesNotContain(grants, grant => grant.Resource.Split('/')[1] == "secrets");
        Assert.DoesNotContain(grants, grant => grant.Verbs.Intersect(["escalate", "bind", "impersonate"]).Any());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_the_operator_caches_can_be_listed_and_watched(string groupResource) =>
        Assert.Equal(["get", "list", "watch"], Grants(Role).First(grant => grant.Resource == groupResource).Verbs.Take(3));

    [Fact]
    public void No_kind_is_missing_above_but_secrets_which_are_never_cached() => Assert.Equal(
        typeof(ResourceTypes).GetFields().Count(field => !field.IsLiteral) - 1, Kinds.Count);

    [Fact]
    public void Secrets_are_granted_by_the_owners_of_namespaces_by_name_and_for_reading_alone()
    {
        const string folder = "config/components/registry-credentials";
        JsonObject role = Assert.Single(Repository.Documents($"{folder}/role.yaml"));
        JsonNode rule = Assert.Single(role["rules"]!.AsArray())!;
        Assert.Equal("Role", (string?)role["kind"]);
        Assert.Null(role["metadata"]!["namespace"]);
        Assert.Equal(["secrets"], Texts(rule["resources"]));
        Assert.Equal(["get"], Texts(rule["verbs"]));
        Assert.Single(rule["resourceNames"]!.AsArray());
        JsonObject binding = Assert.Single(Repository.Documents($"{folder}/role_binding.yaml"));
        JsonObject account = Assert.Single(Repository.Documents("config/rbac/service_account.yaml"));
        JsonNode subject = Assert.Single(binding["subjects"]!.AsArray())!;
        Assert.Equal((string?)role["metadata"]!["name"], (string?)binding["roleRef"]!["name"]);
        Assert.Equal(
            ((string?)account["metadata"]!["name"], (string?)account["metadata"]!["namespace"]),
            ((string?)subject["name"], (string?)subject["namespace"]));
    }

    [Theory]
    [InlineData(Role, "config/rbac/role_binding.yaml")]
    [InlineData(LeaseRole, "config/rbac/leader_election_role_binding.yaml")]
    public void The_roles_are_bound_to_the_account_that_the_pod_runs_as(string role, string bindingFile)
    {
        JsonObject binding = Assert.Single(Repository.Documents(bindingFile));
        JsonObject account = Assert.Single(Repository.Documents("config/rbac/service_account.yaml"));
        JsonObject manager = Assert.Single(Repository.Documents("config/manager/deployment.yaml"));
        JsonNode subject = Assert.Single(binding["subjects"]!.AsArray())!;
        string name = (string)manager["spec"]!["template"]!["spec"]!["serviceAccountName"]!;
        JsonObject bound = Assert.Single(Repository.Documents(role));
        Assert.Equal(((string?)bound["kind"], (string?)bound["metadata"]!["name"]),
            ((string?)binding["roleRef"]!["kind"], (string?)binding["roleRef"]!["name"]));
        Assert.Equal((string?)bound["metadata"]!["namespace"], (string?)binding["metadata"]!["namespace"]);
        Assert.Equal(("ServiceAccount", name), ((string?)subject["kind"], (string?)subject["name"]));
        Assert.Equal(name, (string?)account["metadata"]!["name"]);
        Assert.Equal((string?)manager["metadata"]!["namespace"], (string?)subject["namespace"]);
        Assert.Equal((string?)manager["metadata"]!["namespace"], (string?)account["metadata"]!["namespace"]);
    }

    [Fact]
    public void Every_file_of_the_folder_is_applied() => Assert.Equal(
        Repository.Files("config/rbac", "*.yaml").Select(Path.GetFileName).Where(file => file != "kustomization.yaml"),
        Assert.Single(Repository.Documents("config/rbac/kustomization.yaml"))["resources"]!.AsArray()
            .Select(file => (string?)file).Order(StringComparer.Ordinal));

    private static IEnumerable<Grant> Grants(string file) =>
        from document in Repository.Documents(file)
        from rule in document["rules"]?.AsArray() ?? []
        from @group in Texts(rule!["apiGroups"])
        from resource in Texts(rule["resources"])
        select new Grant($"{@group}/{resource}", [.. Texts(rule["verbs"])]);

    private static IEnumerable<string> Texts(JsonNode? list) => list!.AsArray().Select(item => (string)item!);

    private static string GroupResource<T>(ResourceType<T> type)
        where T : class, IKubernetesObject<V1ObjectMeta> => $"{type.Group}/{type.Plural}";

    private sealed record Grant(string Resource, string[] Verbs)
    {
        public override string ToString() => $"{Resource}: {string.Join(' ', Verbs)}";
    }
}
