using Keyframe.Core.Planning;
using Keyframe.Core.Retention;
using Keyframe.Core.Tests.Builders;

namespace Keyframe.Core.Tests.Retention;

/// <summary>Who becomes an owner of a ConfigMap, who stops being one, and when nothing is touched.</summary>
public sealed class RetentionPlannerTests
{
    private static readonly OwnerIdentity Snapshot = new("keyframe.dev/v1alpha1", "GenAIAppSnapshot", "v1", "uid-of-v1");
    private static readonly OwnerIdentity App = new("apps/v1", "Deployment", "app", "uid-of-app");
    private static readonly OwnerIdentity Copy = new("apps/v1", "StatefulSet", "copy", "uid-of-copy");
    private static readonly OwnerIdentity First = new("apps/v1", "ReplicaSet", "app-1", "uid-of-app-1");
    private static readonly OwnerIdentity Revision = new("apps/v1", "ControllerRevision", "copy-1", "uid-of-copy-1");
    private static readonly OwnerIdentity Stranger = new("example.com/v1", "Backup", "b", "uid-of-b")
    {
        Controller = true,
        BlockOwnerDeletion = true,
    };


    [Fact]
    public void Whatever_mounts_it_becomes_an_owner_in_one_write()
    {
        RetentionPlan plan = Plan(
            [Snapshot], [Mounting(App), Mounting(Copy)], [RevisionOf(App, First), RevisionOf(Copy, Revision)]);
        Assert.Equal([Snapshot, Revision, App, First, Copy], plan.Write?.Owners);
        Assert.Equal(("cm", "uid-of-cm", "100"), (plan.Write!.Name, plan.Write.Uid, plan.Write.ResourceVersion));
        Assert.Empty(plan.ToProve);
    }

    [Fact]
    public void Nothing_is_written_where_everybody_is_an_owner() => Assert.Equal(
        RetentionPlan.Nothing, Plan([Snapshot, App, First], [Mounting(App)], [RevisionOf(App, First)], snapshot: true));

    [Fact]
    public void What_is_being_deleted_is_no_longer_added() => Assert.Equal(
        RetentionPlan.Nothing,
        Plan([Snapshot], [Mounting(App) with { IsDeleting = true }], [RevisionOf(App, First) with { IsDeleting = true }]));

    [Fact]
    public void A_ConfigMap_without_owners_is_given_none() =>
        Assert.Equal(RetentionPlan.Nothing, Plan([], [Mounting(App)], [RevisionOf(App, First)]));

    public static TheoryData<string> Reasons =>
    [
        "snapshot exists", "template mounts it", "revision mounts it", "revision being deleted mounts it",
        "template not observed", "binding names it", "being deleted", "unknown",
    ];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void A_workload_stays_an_owner_while(string reason)
    {
        TemplateHolder workload = reason switch
        {
            "template mounts it" => Mounting(App),
            "template not observed" => MovedOn(App) with { IsObserved = false },
            "binding names it" => MovedOn(App) with { IsBound = true },
            "being deleted" => MovedOn(App) with { IsDeleting = true },
            _ => MovedOn(App),
        };
        TemplateHolder[] revisions = reason switch
        {
            "revision mounts it" => [RevisionOf(App, First)],
            "revision being deleted mounts it" => [RevisionOf(App, First) with { IsDeleting = true }],
            _ => [],
        };
        TemplateHolder[] workloads = reason == "unknown" ? [] : [workload];
        Assert.Equal(
            RetentionPlan.Nothing,
            Plan([App, First], workloads, revisions, snapshot: reason == "snapshot exists", proven: true));
    }

    [Fact]
    public void A_workload_is_released_only_after_the_API_server_was_asked()
    {
        RetentionPlan plan = Plan([App, Copy], [MovedOn(App), Mounting(Copy)], []);
        Assert.Equal([App], plan.ToProve);
        Assert.Null(plan.Write);
        Assert.Equal([Copy], Plan([App, Copy], [MovedOn(App), Mounting(Copy)], [], proven: true).Write!.Owners.SkipLast(1));
    }

    [Fact]
    public void Owners_of_other_kinds_stay_as_they_are() => Assert.Equal(
        [Stranger], Plan([App, Stranger], [MovedOn(App)], [], proven: true).Write!.Owners.SkipLast(1));

    [Fact]
    public void A_revision_that_turns_up_when_asked_becomes_an_owner_first() => Assert.Equal(
        [App, First], Plan([App], [MovedOn(App)], [RevisionOf(App, First)], proven: true).Write?.Owners);

    [Fact]
    public void A_released_owner_gives_way_to_one_that_is_gone_so_that_Kubernetes_collects_the_ConfigMap()
    {
        OwnerIdentity gone = Assert.Single(Plan([App], [MovedOn(App)], [], proven: true).Write!.Owners);
        Assert.Equal(("keyframe.dev/v1alpha1", "GenAIAppSnapshot", "v1"), (gone.ApiVersion, gone.Kind, gone.Name));
        Assert.True(Guid.TryParse(gone.Uid, out _), gone.Uid);
        Assert.Equal(RetentionPlan.Nothing, Plan([gone], [MovedOn(App)], [], proven: true));
        Assert.Equal([gone, App], Plan([gone], [Mounting(App)], []).Write?.Owners);
    }

    [Fact]
    public void The_one_that_is_gone_is_never_the_same_twice() => Assert.NotEqual(
        Plan([App], [MovedOn(App)], [], proven: true).Write!.Owners[^1].Uid,
        Plan([App], [MovedOn(App)], [], proven: true, version: "101").Write!.Owners[^1].Uid);

    [Fact]
    public void Other_peoples_references_are_written_back_as_they_were()
    {
        const string reference = """{"apiVersion":"example.com/v1","kind":"Backup","name":"b","uid":"uid-of-b",""";
        Assert.Equal(
            $$"""{{reference}}"controller":true,"blockOwnerDeletion":true}""", OwnerIdentity.ToNode([Stranger])[0]!.ToJsonString());
    }

    private static TemplateHolder Mounting(OwnerIdentity workload) => new(workload, Mounts: true) { IsObserved = true };

    private static TemplateHolder MovedOn(OwnerIdentity workload) => new(workload, Mounts: false) { IsObserved = true };

    private static TemplateHolder RevisionOf(OwnerIdentity workload, OwnerIdentity revision) =>
        new(revision, Mounts: true) { Workload = workload.Uid };

    private static RetentionPlan Plan(
        OwnerIdentity[] owners,
        TemplateHolder[] workloads,
        TemplateHolder[] revisions,
        bool snapshot = false,
        bool proven = false,
        string version = "100") =>
        RetentionPlanner.Plan(new RetentionObservation(A.ConfigMap("cm", owners) with { ResourceVersion = version }, "v1")
        {
            SnapshotExists = snapshot,
            Workloads = workloads,
            Revisions = revisions,
            IsProven = proven,
        });
}
