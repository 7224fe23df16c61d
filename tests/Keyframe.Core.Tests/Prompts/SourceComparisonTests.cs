using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Planning;
using Keyframe.Core.Prompts;
using Keyframe.Core.Tests.Builders;

namespace Keyframe.Core.Tests.Prompts;

/// <summary>A source is held against what was pinned: every difference has its reason, and none changes the cluster's content.</summary>
public sealed class SourceComparisonTests
{
    private static readonly PromptMaterial Material = new(PromptContent.OfText("You are {{persona}}."), Json.Map("""{"temperature": 0.2}"""));

    private static readonly ResolvedSource Resolved = new()
    {
        Registry = "models",
        Name = "support",
        Version = "3",
        Alias = "production",
        Id = "row-1",
        Dependencies = [new ResolvedDependency { Name = "tone", Version = "2", Id = "row-9" }],
    };

    public static TheoryData<string, SourceContent> Differences => new()
    {
        { Reasons.Succeeded, new SourceContent(Material, Resolved) },
        { Reasons.ContentTampered, new SourceContent(Material with { Content = PromptContent.OfText("You are {{persona}}!") }, Resolved) },
        { Reasons.ContentTampered, new SourceContent(new PromptMaterial(PromptContent.OfText("x")), Resolved) },
        { Reasons.SettingsChanged, new SourceContent(Material with { ModelConfig = Json.Map("""{"temperature": 1}""") }, Resolved) },
        { Reasons.SettingsChanged, new SourceContent(Material with { ModelConfig = null }, Resolved) },
        { Reasons.Succeeded, new SourceContent(Material with { ModelConfig = Json.Map("""{"temperature": 0.20}""") }, Resolved) },
        { Reasons.VersionReplaced, new SourceContent(Material, Resolved with { Id = "row-2" }) },
        { Reasons.VersionReplaced, new SourceContent(new PromptMaterial(PromptContent.OfText("x")), Resolved with { Id = "row-2" }) },
        {
            Reasons.DependencyMoved,
            new SourceContent(new PromptMaterial(PromptContent.OfText("x")), Resolved with
            {
                Dependencies = [new ResolvedDependency { Name = "tone", Version = "3", Id = "row-10" }],
            })
        },
        { Reasons.DependencyMoved, new SourceContent(new PromptMaterial(PromptContent.OfText("x")), Resolved with { Dependencies = null }) },
    };

    [Theory]
    [MemberData(nameof(Differences), DisableDiscoveryEnumeration = true)]
    public void Each_difference_has_its_reason(string reason, SourceContent now) =>
        Assert.Equal(reason, SourceComparison.Compare(Pinned(), now).Reason);

    [Fact]
    public void A_moved_dependency_is_named_with_what_was_there_before() => Assert.Contains(
        "support version 3 is composed of tone version 3 instead of tone version 2",
        SourceComparison.Compare(Pinned(), new SourceContent(new PromptMaterial(PromptContent.OfText("x")), Resolved with
        {
            Dependencies = [new ResolvedDependency { Name = "tone", Version = "3", Id = "row-10" }],
        })).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("3", Reasons.Succeeded)]
    [InlineData("5", Reasons.AliasMoved)]
    [InlineData(null, Reasons.AliasMoved)]
    public void An_alias_that_moved_is_told(string? version, string reason) =>
        Assert.Equal(reason, SourceComparison.AliasNames(Pinned(), version).Reason);

    [Fact]
    public void What_is_gone_says_what_the_source_said()
    {
        SourceFinding gone = SourceComparison.Gone(Pinned(), "there is no version 3.");
        Assert.Equal(Reasons.SourceGone, gone.Reason);
        Assert.Contains("support version 3 is no longer at the source: there is no version 3.", gone.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string?, string?, bool> Tellings => new()
    {
        // Found, on record before, told as, as a warning.
        { Reasons.Succeeded, null, null, false },
        { Reasons.Succeeded, Reasons.Succeeded, null, false },
        { Reasons.Succeeded, Reasons.ContentTampered, Reasons.BackInSync, false },
        { Reasons.ContentTampered, Reasons.Succeeded, Reasons.ContentTampered, true },
        { Reasons.ContentTampered, Reasons.ContentTampered, null, false },
        { Reasons.VersionReplaced, Reasons.ContentTampered, Reasons.VersionReplaced, true },
        { Reasons.SourceGone, null, Reasons.SourceGone, true },
        { Reasons.DependencyMoved, Reasons.Succeeded, Reasons.DependencyMoved, true },
        { Reasons.AliasMoved, Reasons.Succeeded, Reasons.AliasMoved, false },
        { Reasons.SettingsChanged, Reasons.Succeeded, Reasons.SettingsChanged, false },
    };

    [Theory]
    [MemberData(nameof(Tellings))]
    public void What_is_new_is_told_once(string found, string? before, string? told, bool warning)
    {
        EventNote? note = new SourceFinding(found, "words").Since(before is null ? null : new SourceFinding(before, "other words"));
        Assert.Equal((told, warning), (note?.Reason, note?.Warning ?? false));
    }

    [Fact]
    public void A_finding_goes_into_the_condition_and_changes_nothing_else()
    {
        PromptVersion prompt = A.Prompt("p").From("prompts", "system.txt").Build();
        prompt = prompt with { Status = PromptPlanner.Plan(new PromptObservation(prompt, A.Moment) { Source = Given.Reading("Hello") }).Status };
        Assert.Equal(ConditionStatus.True, prompt.Status!.Get(ConditionTypes.SourceInSync).Status);
        Plan<PromptVersionStatus> plan = PromptPlanner.Plan(new PromptObservation(prompt, A.Moment.AddHours(1))
        {
            Pin = A.ConfigMap(prompt.Status.ContentRef!.Name, OwnerIdentity.Of(prompt)),
            Finding = new SourceFinding(Reasons.ContentTampered, "somebody wrote over it"),
        });
        Condition told = plan.Status.Get(ConditionTypes.SourceInSync);
        Assert.Equal((ConditionStatus.False, Reasons.ContentTampered, "somebody wrote over it"), (told.Status, told.Reason, told.Message));
        plan.Status.IsReady(Reasons.Succeeded);
        Assert.Equal((prompt.Status.Digest, prompt.Status.ContentRef, prompt.Status.Resolved), (plan.Status.Digest, plan.Status.ContentRef, plan.Status.Resolved));
        Assert.Empty(plan.ConfigMaps);
        Assert.Equal(Reasons.ContentTampered, Assert.Single(plan.Events).Reason);
    }

    [Fact]
    public void What_is_no_prompt_any_more_is_tampered_with() => Assert.Equal(
        Reasons.ContentTampered,
        SourceComparison.Compare(Pinned(), new SourceContent(new PromptMaterial(PromptContent.OfChat([])), Resolved)).Reason);

    [Fact]
    public void A_key_of_a_ConfigMap_is_called_that()
    {
        PromptVersionStatus pinned = Pinned() with { Resolved = new ResolvedSource { Name = "prompts", Version = "system.txt" } };
        SourceFinding changed = SourceComparison.Compare(pinned, new SourceContent(new PromptMaterial(PromptContent.OfText("x")), pinned.Resolved));
        Assert.StartsWith("Key system.txt of ConfigMap prompts has other content than when it was pinned.", changed.Message, StringComparison.Ordinal);
        Assert.StartsWith("Key system.txt of ConfigMap prompts is no longer", SourceComparison.Gone(pinned, "").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_finding_equals_what_is_on_record_of_it()
    {
        PromptVersion prompt = A.Prompt("p").From("prompts", "system.txt").Build();
        prompt = prompt with { Status = PromptPlanner.Plan(new PromptObservation(prompt, A.Moment) { Source = Given.Reading("Hello") }).Status };
        var finding = new SourceFinding(Reasons.SourceGone, new string('x', 1022) + "\U0001F600" + new string('y', 500));
        PromptVersionStatus told = PromptPlanner.Plan(new PromptObservation(prompt, A.Moment) { Finding = finding }).Status;
        Assert.Equal(finding, SourceFinding.Recorded(told));
        Assert.Equal(finding.Message, (finding with { }).Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_finding_is_told_also_of_a_prompt_whose_pin_is_lost_or_a_strangers(bool isForeign)
    {
        PromptVersion prompt = A.Prompt("p").From("prompts", "system.txt").Build();
        prompt = prompt with { Status = PromptPlanner.Plan(new PromptObservation(prompt, A.Moment) { Source = Given.Reading("Hello") }).Status };
        PromptVersionStatus told = PromptPlanner.Plan(new PromptObservation(prompt, A.Moment)
        {
            ForeignPin = isForeign ? new ForeignConfigMap("p-1", "bob") : null,
            Source = isForeign ? null : Given.Missing("gone"),
            Finding = new SourceFinding(Reasons.SourceGone, "gone"),
        }).Status;
        Assert.Equal(Reasons.SourceGone, told.Get(ConditionTypes.SourceInSync).Reason);
        Assert.Equal(prompt.Status!.Digest, told.Digest);
    }

    private static PromptVersionStatus Pinned()
    {
        Assert.True(PromptPin.Of(Material).TryGet(out PromptPin? pin, out _));
        return new PromptVersionStatus { Digest = pin.Digest.Value, SettingsDigest = pin.SettingsDigest?.Value, Resolved = Resolved };
    }
}
