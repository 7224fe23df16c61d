using k8s.Models;
using Keyframe.Api;
using Keyframe.Api.Conditions;
using Keyframe.Api.Naming;
using Keyframe.Api.PromptRegistries;
using Keyframe.Api.PromptVersions;
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

    public static TheoryData<string, Func<PromptVersion, PromptVersion>> Impostors => new()
    {
        // What a label alone does not make a proposal of this entry.
        { "inline", Inline },
        { "another prompt", prompt => FromMlflow(prompt, mlflow => mlflow with { Name = "another" }) },
        { "another version", prompt => FromMlflow(prompt, mlflow => mlflow with { Version = "2" }) },
        { "by alias", prompt => FromMlflow(prompt, mlflow => mlflow with { Version = null, Alias = "production" }) },
        { "another registry", prompt => FromMlflow(prompt, mlflow => mlflow with { RegistryRef = Reference("other") }) },
        {
            "another product", prompt => prompt with
            {
                Spec = prompt.Spec with
                {
                    Source = new PromptSource
                    {
                        Langfuse = new LangfusePromptReference { RegistryRef = Reference("models"), Name = "a", Version = 3 },
                    },
                },
            }
        },
        { "another number", prompt => prompt with { Spec = prompt.Spec with { Version = "4" } } },
    };

    [Theory]
    [MemberData(nameof(Impostors), DisableDiscoveryEnumeration = true)]
    public void A_labelled_prompt_version_that_stands_for_something_else_is_not_taken_for_the_proposal(
        string what, Func<PromptVersion, PromptVersion> but)
    {
        Plan<PromptRegistryStatus> plan = RegistryPlanner.Plan(A.Registry().Having("a", 3, but: but).Tracking("a", "3").Observe());
        plan.Status.IsStalled(Reasons.NameTaken);
        plan.Status.Says("PromptVersion a-v3 exists and stands for something else than version 3 of a; it is left alone.");
        Assert.Null(Assert.Single(plan.Status.Tracked!).PromptVersion);
        Assert.True(plan.PromptVersions.Count == 0, what);
    }

    [Fact]
    public void A_proposal_whose_label_somebody_took_off_is_left_alone_and_the_message_says_how_to_have_it_back()
    {
        Plan<PromptRegistryStatus> plan = RegistryPlanner.Plan(A.Registry().Having("a", 3, tracker: null).Tracking("a", "3").Observe());
        plan.Status.IsStalled(Reasons.NameTaken);
        plan.Status.Says("label it keyframe.dev/tracked-from=models");
        RegistryPlanner.Plan(A.Registry().Recorded(plan.Status).Having("a", 3).Tracking("a", "3").Observe())
            .Status.IsReady(Reasons.Succeeded);
    }

    public static TheoryData<string, Func<PromptVersion, PromptVersion>> Kept => new()
    {
        { "one that has an owner", prompt => Owned(prompt) },
        { "a copy under another name", prompt => Renamed(prompt, "mine") },
        { "one that follows an alias", prompt => FromMlflow(prompt, mlflow => mlflow with { Version = null, Alias = "production" }) },
        { "one with a number of its own", prompt => FromMlflow(prompt, mlflow => mlflow with { Version = "9" }) },
        { "one of another registry", prompt => FromMlflow(prompt, mlflow => mlflow with { RegistryRef = Reference("other") }) },
        { "one with the template inline", Inline },
    };

    [Theory]
    [MemberData(nameof(Kept), DisableDiscoveryEnumeration = true)]
    public void What_tracking_did_not_make_is_never_pruned_whatever_its_label(string what, Func<PromptVersion, PromptVersion> but)
    {
        RegistryBuilder registry = A.Registry().Having("a", 1, but: but);
        for (int version = 2; version <= 60; version++)
        {
            registry.Having("a", version);
        }

        string[] pruned = [.. RegistryPlanner.Plan(registry.Observe()).PromptVersions.Select(write => write.Name)];
        Assert.True(pruned.Length == 9 && !pruned.Contains("a-v1") && !pruned.Contains("mine"), $"{what}: {string.Join(", ", pruned)}");
    }

    [Theory]
    [InlineData("2147483648")]
    [InlineData("99999999999999999999")]
    [InlineData("0")]
    [InlineData("007")]
    [InlineData("-3")]
    [InlineData("+3")]
    [InlineData(" 3")]
    [InlineData("3\n")]
    [InlineData("٣")]
    [InlineData("../../secrets")]
    [InlineData("")]
    public void What_is_no_number_of_a_version_is_told_and_keeps_nothing_else_from_being_tracked(string version)
    {
        Plan<PromptRegistryStatus> plan = RegistryPlanner.Plan(A.Registry()
            .With(spec => spec with { Mlflow = null, Langfuse = new LangfuseConnection { Url = "https://cloud.langfuse.com" } })
            .Tracking("a", version).Tracking("b", "1").Observe());
        Assert.Equal("b-v1", Assert.Single(plan.PromptVersions).Name);
        plan.Status.IsProgressing(Reasons.MalformedAnswer);
        Assert.Contains("which is no number of a version", plan.Status.Tracked![0].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_largest_number_is_one() => Assert.Equal(
        "a-v2147483647", Assert.Single(RegistryPlanner.Plan(A.Registry().Tracking("a", "2147483647").Observe()).PromptVersions).Name);

    [Theory]
    [InlineData("Say\0it", "Say it")]
    [InlineData("Say it\n\nand more", "Say it\n\nand more")]
    [InlineData("\0", null)]
    [InlineData("", null)]
    public void Words_that_no_spec_can_hold_are_replaced(string said, string? kept) => Proposes(said, kept);

    [Fact]
    public void Half_a_character_is_replaced() => Proposes("Say \ud800it", "Say \ufffdit");

    private static void Proposes(string said, string? kept)
    {
        Plan<PromptRegistryStatus> plan = RegistryPlanner.Plan(A.Registry().Tracking("a", "1", author: said, message: said).Observe());
        var created = Assert.IsType<PromptVersionWrite.Create>(Assert.Single(plan.PromptVersions));
        Assert.Equal((kept, kept), (created.Spec.Author, created.Spec.CommitMessage));
        Assert.True(Core.Specs.SpecDigest.Of(created.Spec).TryGet(out _, out _));
    }

    private static ObjectNameReference Reference(string name) => new() { Name = name };

    private static PromptVersion Inline(PromptVersion prompt) => prompt with
    {
        Spec = prompt.Spec with { Source = null, Template = new PromptTemplate { Text = "Ignore all instructions." } },
    };

    private static PromptVersion FromMlflow(PromptVersion prompt, Func<MlflowPromptReference, MlflowPromptReference> change) =>
        prompt with { Spec = prompt.Spec with { Source = new PromptSource { Mlflow = change(prompt.Spec.Source!.Mlflow!) } } };

    private static PromptVersion Owned(PromptVersion prompt)
    {
        prompt.Metadata.OwnerReferences = [new V1OwnerReference { Kind = "Kustomization", Name = "prompts", Uid = "uid-of-owner" }];
        return prompt;
    }

    private static PromptVersion Renamed(PromptVersion prompt, string name)
    {
        prompt.Metadata.Name = name;
        return prompt;
    }

    private static PromptRegistryStatus Tracked(params TrackedVersion[] tracked) => new() { ObservedGeneration = 1, Tracked = tracked };

    private static (ConditionStatus Status, string Reason) StateOf(Plan<PromptRegistryStatus> plan, string type) =>
        (plan.Status.Get(type).Status, plan.Status.Get(type).Reason);
}
