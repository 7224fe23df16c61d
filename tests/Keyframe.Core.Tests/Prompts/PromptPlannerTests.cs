using Keyframe.Api.Conditions;
using Keyframe.Api.Naming;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Planning;
using Keyframe.Core.Prompts;
using Keyframe.Core.Tests.Builders;

namespace Keyframe.Core.Tests.Prompts;

public sealed class PromptPlannerTests
{
    private const string Text = "You are {{persona}}.";

    private static readonly DateTimeOffset Later = A.Moment.AddMinutes(5);

    [Fact]
    public void An_inline_prompt_is_ready_at_once_and_writes_nothing()
    {
        Plan<PromptVersionStatus> plan = Plan(A.Prompt("support-system-v7").Saying(Text).Build());
        plan.Status.IsReady(Reasons.Succeeded);
        plan.Status.Says("Version 7 of support-system: variables persona.");
        Assert.Equal(A.Prompt("x").DigestOf(Text).Value, plan.Status.Digest);
        Assert.Equal(["persona"], plan.Status.Variables);
        Assert.Equal(TemplateEngine.Mustache, plan.Status.Engine);
        Assert.NotNull(plan.Status.SpecDigest);
        Assert.Null(plan.Status.ContentRef);
        Assert.Equal(1, plan.Status.ObservedGeneration);
        Assert.Equal(ConditionStatus.True, plan.Status.Get(ConditionTypes.Resolved).Status);
        Assert.Equal(ConditionStatus.True, plan.Status.Get(ConditionTypes.TemplateValid).Status);
        plan.WritesNothing();
    }

    [Fact]
    public void A_second_look_changes_nothing()
    {
        PromptVersion prompt = A.Prompt("support-system-v7").Ready().Build();
        Assert.Equivalent(prompt.Status, Plan(prompt).Status, strict: true);
    }

    [Theory]
    [InlineData("Hi {{name}} {{mood}}", Reasons.UndeclaredVariable, "mood")]
    [InlineData("Hi", Reasons.UnusedVariable, "name")]
    [InlineData("Hi {{name", Reasons.InvalidTemplate, "never closed")]
    [InlineData("Hi {{name}}\0", Reasons.InvalidContent, "NUL")]
    public void A_template_at_fault_stalls_and_says_where(string text, string reason, string words)
    {
        Plan<PromptVersionStatus> plan = Plan(A.Prompt("p").Saying(text).Declaring("name").Build());
        if (reason == Reasons.InvalidContent)
        {
            // The spec itself has no canonical form then, so nothing is recorded of it.
            Assert.Null(plan.Status.SpecDigest);
        }

        plan.Status.IsStalled(reason);
        plan.Status.Says(words);
        Assert.Null(plan.Status.Digest);
        Assert.Equal((ConditionStatus.False, reason), StateOf(plan, ConditionTypes.TemplateValid));
        plan.WritesNothing();
    }

    [Fact]
    public void Advice_about_guessed_variables_does_not_keep_a_prompt_from_being_ready()
    {
        Plan<PromptVersionStatus> plan = Plan(A.Prompt("p").Saying("{% if a %}{{ b }}{% endif %}").Declaring("a").Build());
        plan.Status.IsReady(Reasons.Succeeded);
        Assert.Contains(
            "the template seems to use", plan.Status.Get(ConditionTypes.TemplateValid).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_spec_with_both_template_and_source_is_invalid()
    {
        PromptVersion prompt = A.Prompt("p").From("prompts", "a")
            .With(spec => spec with { Template = new PromptTemplate { Text = Text } }).Build();
        Plan(prompt).Status.IsStalled(Reasons.InvalidSpec);
    }

    [Fact]
    public void A_mutated_spec_stalls_and_leaves_what_was_recorded_in_force()
    {
        PromptVersion recorded = A.Prompt("p").Saying("old").Ready().Build();
        PromptVersion mutated = A.Prompt("p").Saying("new").Recorded(recorded.Status).Build();
        Plan<PromptVersionStatus> plan = Plan(mutated);
        plan.Status.IsStalled(Reasons.SpecMutated);
        plan.Status.Says(recorded.Status!.SpecDigest!);
        Assert.Equal(recorded.Status.Digest, plan.Status.Digest);
        Assert.Equal(recorded.Status.SpecDigest, plan.Status.SpecDigest);
        Assert.Equal(recorded.Status.Variables, plan.Status.Variables);
        plan.WritesNothing();
    }

    [Fact]
    public void A_restored_spec_is_ready_again()
    {
        PromptVersion recorded = A.Prompt("p").Saying("old").Ready().Build();
        PromptVersionStatus stalled = Plan(A.Prompt("p").Saying("new").Recorded(recorded.Status).Build()).Status;
        Plan(A.Prompt("p").Saying("old").Recorded(stalled).Build()).Status.IsReady(Reasons.Succeeded);
    }

    [Fact]
    public void The_younger_of_two_objects_for_one_version_stalls()
    {
        Plan<PromptVersionStatus> plan =
            PromptPlanner.Plan(new PromptObservation(A.Prompt("p").Build(), A.Moment) { OlderTwin = "support-system-v7" });
        plan.Status.IsStalled(Reasons.DuplicateVersion);
        plan.Status.Says("PromptVersion support-system-v7 already is version 7 of prompt support-system");
        Assert.Null(plan.Status.Digest);
    }

    [Fact]
    public void A_source_that_contradicts_itself_stalls_instead_of_being_waited_for()
    {
        PromptVersion prompt = A.Prompt("p").With(spec => spec with
        {
            Template = null,
            Source = new PromptSource { Mlflow = Given.Mlflow("7") },
            ResponseFormat = Json.Map("""{"type": "object"}"""),
        }).Build();
        Plan(prompt).Status.IsStalled(Reasons.InvalidSpec);
    }

    [Fact]
    public void A_missing_source_is_waited_for()
    {
        Plan<PromptVersionStatus> plan = Plan(Sourced().Build(), Given.Missing("ConfigMap prompts does not exist."));
        plan.Status.IsProgressing(Reasons.SourceNotFound);
        plan.Status.Says("ConfigMap prompts does not exist.");
        Assert.Equal((ConditionStatus.False, Reasons.SourceNotFound), StateOf(plan, ConditionTypes.Resolved));
        Assert.Equal((ConditionStatus.Unknown, Reasons.SourceNotFound), StateOf(plan, ConditionTypes.TemplateValid));
        plan.WritesNothing();
    }

    [Fact]
    public void The_content_of_a_source_is_pinned_in_a_config_map_that_the_prompt_owns()
    {
        PromptVersion prompt = Sourced().Build();
        Plan<PromptVersionStatus> plan = Plan(prompt, Given.Reading(Text));
        plan.Status.IsReady(Reasons.Succeeded);
        var pin = Assert.IsType<ConfigMapWrite.Create>(Assert.Single(plan.ConfigMaps));
        Assert.Equal($"p-{Sourced().DigestOf(Text).Short}", pin.Name);
        Assert.Equal(pin.Name, plan.Status.ContentRef?.Name);
        Assert.Equal($$"""{"template":"{{Text}}","type":"text"}""", Assert.Single(pin.Data, entry => entry.Key == PinKeys.Content).Value);
        Assert.Equal(plan.Status.Digest, pin.Annotations[Annotations.Digest]);
        Assert.Equal(Labels.ManagedByKeyframe, pin.Labels[Labels.ManagedBy]);
        Assert.Equal([OwnerIdentity.Of(prompt)], pin.Owners);
        Assert.Equal((Reasons.Created, false), (Assert.Single(plan.Events).Reason, plan.Events[0].Warning));
    }

    [Fact]
    public void A_pin_that_could_not_be_written_is_not_reported_as_resolved()
    {
        var told = Plan(Sourced().Build(), Given.Reading(Text)).OnFailure(new WriteFailure("forbidden", []));
        Assert.NotNull(told);
        told.IsProgressing(Reasons.Progressing);
        told.Says("forbidden");
        Assert.Equal(ConditionStatus.False, told.Get(ConditionTypes.Resolved).Status);
        Assert.Null(told.ContentRef);
        Assert.Null(told.Digest);
    }

    [Fact]
    public void A_pin_that_a_run_left_behind_unrecorded_is_taken_up()
    {
        PromptVersion prompt = Sourced().Build();
        string name = PromptPlanner.PinName(prompt.Metadata.Name, Sourced().DigestOf(Text));
        Plan<PromptVersionStatus> plan = Plan(prompt, Given.Reading(Text), A.ConfigMap(name, OwnerIdentity.Of(prompt)));
        plan.Status.IsReady(Reasons.Succeeded);
        Assert.Equal(name, plan.Status.ContentRef?.Name);
        plan.WritesNothing();
    }

    [Fact]
    public void Pinned_content_needs_its_source_no_more()
    {
        PromptVersion pinned = Pinned(Text);
        Plan<PromptVersionStatus> plan = Plan(pinned, source: null, A.ConfigMap(pinned.Status!.ContentRef!.Name, OwnerIdentity.Of(pinned)));
        Assert.Equivalent(pinned.Status, plan.Status, strict: true);
        plan.WritesNothing();
    }

    [Fact]
    public void Advice_about_pinned_content_stays()
    {
        PromptVersion pinned = Pinned("{% if a %}{{ b }}{% endif %}", "a");
        Plan<PromptVersionStatus> plan = Plan(pinned, source: null, A.ConfigMap(pinned.Status!.ContentRef!.Name, OwnerIdentity.Of(pinned)));
        Assert.Contains(
            "the template seems to use", plan.Status.Get(ConditionTypes.TemplateValid).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deleted_pin_is_put_back_while_the_source_still_says_the_same()
    {
        PromptVersion pinned = Pinned(Text);
        Plan<PromptVersionStatus> plan = Plan(pinned, Given.Reading(Text));
        plan.Status.IsReady(Reasons.Succeeded);
        Assert.Equal(pinned.Status!.ContentRef!.Name, Assert.IsType<ConfigMapWrite.Create>(Assert.Single(plan.ConfigMaps)).Name);
        Assert.Equal((Reasons.Restored, true), (Assert.Single(plan.Events).Reason, plan.Events[0].Warning));
    }

    [Theory]
    [InlineData("You are {{somebody}}.")]
    [InlineData("You are {{persona")]
    [InlineData("You are\0{{persona}}.")]
    public void A_deleted_pin_whose_source_changed_is_lost(string now)
    {
        PromptVersion pinned = Pinned(Text);
        Plan<PromptVersionStatus> plan = Plan(pinned, Given.Reading(now));
        plan.Status.IsStalled(Reasons.ContentLost);
        plan.Status.Says(pinned.Status!.Digest!);
        Assert.Equal(pinned.Status.Digest, plan.Status.Digest);
        Assert.Equal(pinned.Status.ContentRef, plan.Status.ContentRef);
        plan.WritesNothing();
    }

    [Fact]
    public void A_changed_source_is_lost_also_where_its_new_content_is_pinned_by_another_run()
    {
        PromptVersion pinned = Pinned(Text);
        string other = PromptPlanner.PinName("p", Sourced().DigestOf("other"));
        Plan(pinned, Given.Reading("other"), A.ConfigMap(other)).Status.IsStalled(Reasons.ContentLost);
    }

    [Fact]
    public void A_deleted_pin_whose_source_is_gone_is_waited_for()
    {
        PromptVersion pinned = Pinned(Text);
        Plan<PromptVersionStatus> plan = Plan(pinned, Given.Missing("ConfigMap prompts does not exist."));
        plan.Status.IsProgressing(Reasons.SourceNotFound);
        Assert.Equal(pinned.Status!.Digest, plan.Status.Digest);
    }

    [Fact]
    public void The_text_of_a_source_is_held_to_the_same_rules()
    {
        Plan<PromptVersionStatus> plan = Plan(Sourced().Declaring("name").Build(), Given.Reading(Text));
        plan.Status.IsStalled(Reasons.UndeclaredVariable);
        plan.WritesNothing();
    }

    [Fact]
    public void A_stranger_under_the_name_of_the_pin_is_named_and_left_alone()
    {
        Plan<PromptVersionStatus> plan = PlanForeign(Sourced().Build());
        plan.Status.IsStalled(Reasons.ForeignConfigMap);
        plan.Status.Says("ConfigMap p-0123456789, which is to pin the content, exists with other content and was made by bob");
        Assert.Equal((ConditionStatus.False, Reasons.ForeignConfigMap), StateOf(plan, ConditionTypes.Resolved));
        plan.WritesNothing();

        // Deleting the stranger wakes the PromptVersion by the reference, and nothing is told to have been there before.
        Assert.Equal("p-0123456789", plan.Status.ContentRef?.Name);
        Plan<PromptVersionStatus> freed = Plan(Sourced().Recorded(plan.Status).Build(), Given.Reading("Hello"));
        Assert.Equal(Reasons.Created, Assert.Single(freed.Events).Reason);
        Assert.IsType<ConfigMapWrite.Create>(Assert.Single(freed.ConfigMaps));
    }

    [Fact]
    public void A_stranger_in_the_place_of_the_pin_does_not_change_what_is_on_record()
    {
        PromptVersion pinned = Pinned("Hello");
        Plan<PromptVersionStatus> plan = PlanForeign(pinned);
        plan.Status.IsStalled(Reasons.ForeignConfigMap);
        Assert.Equal(pinned.Status!.Digest, plan.Status.Digest);
    }

    [Fact]
    public void A_pin_that_belongs_to_nobody_is_owned_again()
    {
        PromptVersion pinned = Pinned("Hello");
        ConfigMapIdentity pin = A.ConfigMap(pinned.Status!.ContentRef!.Name);
        Plan<PromptVersionStatus> plan = Plan(pinned, source: null, pin);
        plan.Status.IsReady(Reasons.Succeeded);
        var owners = Assert.IsType<ConfigMapWrite.SetOwners>(Assert.Single(plan.ConfigMaps));
        Assert.Equal((pin.Name, pin.Uid, pin.ResourceVersion), (owners.Name, owners.Uid, owners.ResourceVersion));
        Assert.Equal(OwnerIdentity.Of(pinned), Assert.Single(owners.Owners));
    }

    [Theory]
    [InlineData(253)]
    [InlineData(241)]
    [InlineData(10)]
    public void The_name_of_a_pin_is_a_name_that_kubernetes_takes(int length)
    {
        string name =
            PromptPlanner.PinName(new string('p', Math.Min(length, 239)) + new string('.', Math.Max(0, length - 240)) + "p", A.DigestOf("x"));
        Assert.True(name.Length <= 253);
        Assert.EndsWith($"p-{A.DigestOf("x").Short}", name, StringComparison.Ordinal);
    }

    private static Plan<PromptVersionStatus> PlanForeign(PromptVersion prompt) =>
        PromptPlanner.Plan(new PromptObservation(prompt, Later) { ForeignPin = new ForeignConfigMap("p-0123456789", "bob") });

    private static PromptBuilder Sourced() => A.Prompt("p").From("prompts", "system.txt");

    private static PromptVersion Pinned(string text, params string[] variables)
    {
        PromptBuilder prompt = variables.Length == 0 ? Sourced() : Sourced().Declaring(variables);
        return prompt.Recorded(Plan(prompt.Build(), Given.Reading(text)).Status).Build();
    }

    private static Plan<PromptVersionStatus> Plan(PromptVersion prompt, SourceReading? source = null, ConfigMapIdentity? pin = null) =>
        PromptPlanner.Plan(new PromptObservation(prompt, Later) { Source = source, Pin = pin });

    private static (ConditionStatus Status, string Reason) StateOf(Plan<PromptVersionStatus> plan, string type) =>
        (plan.Status.Get(type).Status, plan.Status.Get(type).Reason);
}
