using Keyframe.Api.Conditions;
using Keyframe.Api.PromptRegistries;
using Keyframe.Api.PromptVersions;
using Keyframe.Operator.PromptRegistries;
using Keyframe.Operator.Tests.Fakes;
using Keyframe.Registries;

namespace Keyframe.Operator.Tests.PromptRegistries;

/// <summary>What a survey asks for: each version and alias once, and insistently where something is in doubt.</summary>
public sealed class SurveyPlanTests
{
    [Fact]
    public void A_version_that_several_rely_on_is_asked_for_once_and_each_gets_its_sighting()
    {
        PromptVersion one = Some.Pinned(with: prompt => Named(prompt, "one"));
        PromptVersion two = Some.Pinned(with: prompt => Named(prompt, "two"));
        PromptVersion other = Some.Pinned(version: "4");
        SurveyPlan plan = Plan(Some.Registry(), one, two, other);
        Assert.Equal(
            [("greeting", "3", false), ("greeting", "4", false)],
            plan.Request.Versions.Select(watched => (watched.Name, watched.Version, watched.Always)));
        Assert.Empty(plan.Request.Aliases);

        var survey = new Survey([new Sighting.Found(Some.Found()), new Sighting.Unchanged()], [], null);
        Assert.Same(survey.Versions[0], plan.VersionOf(one, survey));
        Assert.Same(survey.Versions[0], plan.VersionOf(two, survey));
        Assert.Same(survey.Versions[1], plan.VersionOf(other, survey));
        Assert.Null(plan.AliasOf(one, survey));
    }

    [Fact]
    public void An_alias_that_is_tracked_and_was_resolved_is_asked_for_once()
    {
        PromptVersion resolved = Some.Pinned(alias: "production");
        PromptRegistry registry = Tracking("production", "staging");
        SurveyPlan plan = Plan(registry, resolved);
        Assert.Equal(["production", "staging"], plan.Request.Aliases.Select(watched => watched.Alias));
        var survey = new Survey([new Sighting.Unchanged()], [new Sighting.Found(Some.Found(version: "5")), new Sighting.Unchanged()], null);
        Assert.Same(survey.Aliases[0], plan.AliasOf(resolved, survey));
        Assert.Equal("5", plan.TrackOf(registry.Spec.Track![0], survey).Version);
        Assert.Null(plan.TrackOf(registry.Spec.Track[1], survey).Version);
    }

    [Theory]
    [InlineData(Reasons.Succeeded, false)]
    [InlineData(Reasons.ContentTampered, true)]
    [InlineData(Reasons.SourceGone, true)]
    [InlineData(Reasons.AliasMoved, true)]
    public void What_is_out_of_sync_is_looked_at_whatever_the_list_of_changes_says(string recorded, bool always)
    {
        PromptVersion prompt = Some.Pinned(alias: "production");
        prompt = recorded == Reasons.Succeeded ? prompt : prompt.Drifted(recorded);
        SurveyPlan plan = Plan(Some.Registry(), prompt);
        Assert.Equal((always, always), (Assert.Single(plan.Request.Versions).Always, Assert.Single(plan.Request.Aliases).Always));
    }

    [Fact]
    public void What_nothing_is_on_record_of_is_looked_at()
    {
        PromptVersion prompt = Some.Pinned();
        prompt = prompt with { Status = prompt.Status! with { Conditions = [] } };
        Assert.True(Assert.Single(Plan(Some.Registry(), prompt).Request.Versions).Always);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_doubt_is_enough_in_whatever_order_and_what_all_are_composed_of_is_watched(bool isDoubtFirst)
    {
        PromptVersion calm = ComposedOf(Some.Pinned(with: prompt => Named(prompt, "calm")), "tone");
        PromptVersion doubted = ComposedOf(Some.Pinned(with: prompt => Named(prompt, "doubted")), "tone", "style").Drifted(Reasons.SourceGone);
        SurveyPlan plan = isDoubtFirst ? Plan(Some.Registry(), doubted, calm) : Plan(Some.Registry(), calm, doubted);
        WatchedVersion watched = Assert.Single(plan.Request.Versions);
        Assert.True(watched.Always);
        Assert.Equal(["style", "tone"], watched.Dependencies.Order(StringComparer.Ordinal));
    }

    public static TheoryData<bool, TrackedVersion?, bool> Tracks => new()
    {
        // Whether it must be looked at, what is on record, whether its PromptVersion exists.
        { true, null, true },
        { true, new TrackedVersion { Name = "production" }, true },
        { true, new TrackedVersion { Name = "production", PromptVersion = "greeting-v3", Problem = "name taken" }, true },
        { true, new TrackedVersion { Name = "production", PromptVersion = "greeting-v3" }, false },
        { true, new TrackedVersion { Name = "another", PromptVersion = "greeting-v3" }, true },
        { false, new TrackedVersion { Name = "production", PromptVersion = "greeting-v3" }, true },
    };

    [Theory]
    [MemberData(nameof(Tracks), DisableDiscoveryEnumeration = true)]
    public void A_tracked_alias_is_looked_at_until_it_has_its_prompt_version(bool always, TrackedVersion? recorded, bool exists)
    {
        var status = new PromptRegistryStatus { Tracked = recorded is null ? null : [recorded] };
        PromptRegistry registry = Tracking("production") with { Status = status };
        SurveyPlan plan = SurveyPlan.Of(registry, [], name => exists && name == "greeting-v3", cursor: null);
        Assert.Equal(always, Assert.Single(plan.Request.Aliases).Always);
    }

    [Fact]
    public void A_tracked_label_that_names_nothing_says_why()
    {
        PromptRegistry registry = Some.Registry(with: spec => Some.Langfuse(spec) with
        {
            Track = [new TrackedPrompt { Name = "greeting", Prompt = "team/greeting", Label = "production" }],
        });
        SurveyPlan plan = Plan(registry);
        Assert.Equal(new WatchedAlias("team/greeting", "production", Always: true), Assert.Single(plan.Request.Aliases));
        Assert.Equal(
            Reasons.AliasNotFound,
            plan.TrackOf(registry.Spec.Track![0], new Survey([], [new Sighting.Failed(Some.Fault(Reasons.AliasNotFound))], null)).Fault?.Reason);
    }

    private static SurveyPlan Plan(PromptRegistry registry, params PromptVersion[] pinned) =>
        SurveyPlan.Of(registry, pinned, _ => true, cursor: null);

    private static PromptRegistry Tracking(params string[] aliases) => Some.Registry(with: spec => spec with
    {
        Track = [.. aliases.Select(alias => new TrackedPrompt { Name = alias, Prompt = "greeting", Alias = alias })],
    });

    private static PromptVersion Named(PromptVersion prompt, string name)
    {
        prompt.Metadata.Name = name;
        return prompt;
    }

    private static PromptVersion ComposedOf(PromptVersion prompt, params string[] names) => prompt with
    {
        Status = prompt.Status! with
        {
            Resolved = prompt.Status.Resolved! with
            {
                Dependencies = [.. names.Select(name => new ResolvedDependency { Name = name, Version = "1", Id = name })],
            },
        },
    };
}
