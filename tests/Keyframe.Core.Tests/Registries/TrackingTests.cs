using Keyframe.Api.Conditions;
using Keyframe.Api.Naming;
using Keyframe.Api.PromptRegistries;
using Keyframe.Core.Faults;
using Keyframe.Core.Planning;
using Keyframe.Core.Registries;
using Keyframe.Core.Tests.Builders;

namespace Keyframe.Core.Tests.Registries;

/// <summary>An alias moves, and a PromptVersion is proposed.</summary>
public sealed class TrackingTests
{
    [Fact]
    public void An_alias_that_moved_makes_a_prompt_version_of_what_it_names_with_author_and_message()
    {
        Plan<PromptRegistryStatus> plan = RegistryPlanner.Plan(A.Registry()
            .Recorded(Tracked(new TrackedVersion { Name = "support-system", Version = "3", PromptVersion = "support-system-v3", Since = A.Moment }))
            .Having("support-system", 3)
            .Tracking("support-system", "5", "dana@example.com", "Refuse unauthorized discounts")
            .Observe(A.Moment.AddHours(1)));
        var created = Assert.IsType<PromptVersionWrite.Create>(Assert.Single(plan.PromptVersions));
        Assert.Equal("support-system-v5", created.Name);
        Assert.Equal("models", created.Labels[Labels.TrackedFrom]);
        Assert.Equal(("support-system", "5"), (created.Spec.Prompt, created.Spec.Version));
        Assert.Equal(("dana@example.com", "Refuse unauthorized discounts"), (created.Spec.Author, created.Spec.CommitMessage));
        Assert.Equal("support-system-v3", created.Spec.Parent);
        Assert.Equal(("models", "support system", "5", null), (
            created.Spec.Source!.Mlflow!.RegistryRef.Name, created.Spec.Source.Mlflow.Name, created.Spec.Source.Mlflow.Version,
            created.Spec.Source.Mlflow.Alias));
        EventNote told = Assert.Single(plan.Events);
        Assert.Equal((Reasons.VersionProposed, false), (told.Reason, told.Warning));
        Assert.Contains(
            "production of support system moved from version 3 to 5: created PromptVersion support-system-v5 \"Refuse unauthorized discounts\" by dana@example.com",
            told.Note,
            StringComparison.Ordinal);
        TrackedVersion tracked = Assert.Single(plan.Status.Tracked!);
        Assert.Equal(("5", "support-system-v5", A.Moment.AddHours(1)), (tracked.Version, tracked.PromptVersion, tracked.Since));
        plan.Status.IsReady(Reasons.Succeeded);
    }

    [Fact]
    public void A_label_of_langfuse_makes_a_prompt_version_of_langfuse()
    {
        Plan<PromptRegistryStatus> plan = RegistryPlanner.Plan(A.Registry()
            .With(spec => spec with { Mlflow = null, Langfuse = new LangfuseConnection { Url = "https://cloud.langfuse.com" } })
            .Tracking("support", "7").Observe());
        var created = Assert.IsType<PromptVersionWrite.Create>(Assert.Single(plan.PromptVersions));
        Assert.Equal((7, null), (created.Spec.Source!.Langfuse!.Version, created.Spec.Source.Mlflow));
        Assert.Null(created.Spec.Parent);
    }

    [Fact]
    public void An_alias_that_did_not_move_makes_nothing()
    {
        Plan<PromptRegistryStatus> plan = RegistryPlanner.Plan(A.Registry()
            .Recorded(Tracked(new TrackedVersion { Name = "a", Version = "3", PromptVersion = "a-v3", Since = A.Moment.AddDays(-1) }))
            .Having("a", 3).Tracking("a", "3").Observe());
        Assert.Empty(plan.PromptVersions);
        Assert.Empty(plan.Events);
        Assert.Equal(A.Moment.AddDays(-1), Assert.Single(plan.Status.Tracked!).Since);
    }

    [Fact]
    public void Where_nothing_is_known_to_have_changed_what_is_on_record_stays()
    {
        var before = new TrackedVersion { Name = "a", Version = "3", PromptVersion = "a-v3", Since = A.Moment };
        Plan<PromptRegistryStatus> plan =
            RegistryPlanner.Plan(A.Registry().Recorded(Tracked(before)).Having("a", 3).Tracking("a", null).Observe());
        Assert.Equal(before, Assert.Single(plan.Status.Tracked!));
        Assert.Empty(plan.PromptVersions);
    }

    [Fact]
    public void A_proposal_that_somebody_deleted_is_made_again() => Assert.Single(RegistryPlanner.Plan(A.Registry()
        .Recorded(Tracked(new TrackedVersion { Name = "a", Version = "3", PromptVersion = "a-v3" }))
        .Tracking("a", "3").Observe()).PromptVersions);

    [Theory]
    [InlineData(null)]
    [InlineData("another-registry")]
    public void A_prompt_version_of_somebody_else_is_left_alone_and_reported(string? tracker)
    {
        Plan<PromptRegistryStatus> plan =
            RegistryPlanner.Plan(A.Registry().Having("a", 3, tracker).Tracking("a", "3").Tracking("b", "1").Observe());
        Assert.Equal("b-v1", Assert.Single(plan.PromptVersions).Name);
        plan.Status.IsStalled(Reasons.NameTaken);
        plan.Status.Says("PromptVersion a-v3 exists and was not made by tracking of this registry; it is left alone.");
        Assert.Equal((ConditionStatus.False, Reasons.NameTaken), StateOf(plan, ConditionTypes.Tracking));
        Assert.Equal((null, "3"), (plan.Status.Tracked![0].PromptVersion, plan.Status.Tracked[0].Version));
        Assert.Contains("left alone", plan.Status.Tracked[0].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_alias_that_names_nothing_is_waited_for_and_the_others_are_followed()
    {
        Plan<PromptRegistryStatus> plan = RegistryPlanner.Plan(A.Registry()
            .Tracking("a", null, fault: new Fault(Reasons.AliasNotFound, "a has no alias production.")).Tracking("b", "1").Observe());
        Assert.Equal("b-v1", Assert.Single(plan.PromptVersions).Name);
        plan.Status.IsProgressing(Reasons.AliasNotFound);
        Assert.Equal("a has no alias production.", plan.Status.Tracked![0].Problem);
    }

    [Fact]
    public void Of_what_nothing_names_the_newest_fifty_are_kept_by_number()
    {
        RegistryBuilder registry = A.Registry().Tracking("a", "2").Having("a", 1, referenced: true).Having("b", 1, tracker: null);
        for (int version = 2; version <= 60; version++)
        {
            registry.Having("a", version);
        }

        Plan<PromptRegistryStatus> plan = RegistryPlanner.Plan(registry.Observe());

        // 1 is in a snapshot and 2 is what production names, so 58 are left, of which 3 to 10 are the oldest.
        Assert.Equal(
            Enumerable.Range(3, 8).Select(version => $"a-v{version}").Order(StringComparer.Ordinal),
            plan.PromptVersions.Select(write => Assert.IsType<PromptVersionWrite.Delete>(write).Name).Order(StringComparer.Ordinal));
        Assert.All(plan.PromptVersions.Cast<PromptVersionWrite.Delete>(), write => Assert.Equal("7", write.ResourceVersion));
        Assert.All(plan.Events, told => Assert.Equal(Reasons.VersionPruned, told.Reason));
    }

    [Fact]
    public void A_message_of_any_length_fits_the_schema()
    {
        Plan<PromptRegistryStatus> plan =
            RegistryPlanner.Plan(A.Registry().Tracking("a", "1", new string('d', 5_000), new string('m', 5_000)).Observe());
        var created = Assert.IsType<PromptVersionWrite.Create>(Assert.Single(plan.PromptVersions));
        Assert.Equal((256, 1024), (created.Spec.Author!.Length, created.Spec.CommitMessage!.Length));
    }

    private static PromptRegistryStatus Tracked(params TrackedVersion[] tracked) => new() { ObservedGeneration = 1, Tracked = tracked };

    private static (ConditionStatus Status, string Reason) StateOf(Plan<PromptRegistryStatus> plan, string type) =>
        (plan.Status.Get(type).Status, plan.Status.Get(type).Reason);
}
