using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Prompts;
using Keyframe.Core.Tests.Builders;

namespace Keyframe.Core.Tests.Prompts;

/// <summary>Parents, and the labels that tags become.</summary>
public sealed class PromptLineageTests
{
    [Fact]
    public void A_prompt_without_a_parent_says_nothing_of_it() =>
        Assert.Null(Plan(A.Prompt("a").Build()).Find(ConditionTypes.ParentFound));

    [Fact]
    public void A_parent_that_is_there_is_named()
    {
        Condition found = Plan(Child("b", "a"), A.Prompt("a").Build()).Get(ConditionTypes.ParentFound);
        Assert.Equal((ConditionStatus.True, "Made from version 7 of support-system."), (found.Status, found.Message));
    }

    [Fact]
    public void A_parent_that_is_missing_does_not_keep_the_child_from_being_ready()
    {
        PromptVersionStatus status = Plan(Child("b", "a"));
        Assert.Equal((ConditionStatus.False, Reasons.ParentNotFound), StateOf(status));
        status.IsReady(Reasons.Succeeded);
    }

    [Fact]
    public void Ancestors_that_lead_back_are_a_cycle()
    {
        Assert.Equal((ConditionStatus.False, Reasons.LineageCycle), StateOf(Plan(Child("a", "a"), Child("a", "a"))));
        Assert.Equal(
            (ConditionStatus.False, Reasons.LineageCycle), StateOf(Plan(Child("a", "c"), Child("a", "c"), Child("b", "a"), Child("c", "b"))));

        // One that a line of ancestors runs into is not its member.
        Assert.Equal((ConditionStatus.True, Reasons.Succeeded), StateOf(Plan(Child("d", "a"), Child("a", "b"), Child("b", "a"))));
    }

    [Fact]
    public void A_response_format_is_compared_with_the_parents_and_stays_on_record_without_it()
    {
        PromptVersion child = Child("b", "a");
        PromptVersion parent = A.Prompt("a").Ready().Build();
        PromptVersionStatus compared = PromptPlanner.Plan(new PromptObservation(child, A.Moment)
        {
            Lineage = new PromptLineage(parent, false),
            Formats = new FormatPair("a", parent.Status!.Digest!, null, null),
        }).Status;
        Assert.Equal(("a", parent.Status.Digest), (compared.ResponseFormat?.Parent, compared.ResponseFormat?.ParentDigest));
        Assert.Equal(ResponseCompatibility.Compatible, compared.ResponseFormat?.Compatibility);
        Assert.Equal(compared.ResponseFormat, Plan(child with { Status = compared }).ResponseFormat);
    }

    [Theory]
    [InlineData("team", "support", true)]
    [InlineData("team", "", true)]
    [InlineData("team", "a b", false)]
    [InlineData("argocd.argoproj.io/instance", "app", false)]
    [InlineData("-team", "a", false)]
    [InlineData("team_", "a", false)]
    [InlineData("", "a", false)]
    [InlineData("teäm", "a", false)]
    public void Tags_that_fit_become_labels_under_a_prefix(string name, string value, bool fits)
    {
        PromptVersion prompt = A.Prompt("a").With(spec => spec with { Tags = new Dictionary<string, string> { [name] = value } }).Build();
        IReadOnlyDictionary<string, string> labels = PromptPlanner.Plan(new PromptObservation(prompt, A.Moment)).Labels;
        Assert.Equal(fits ? [KeyValuePair.Create($"tag.keyframe.dev/{name}", value)] : [], labels);
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void A_label_has_at_most_63_characters(int length, bool fits) =>
        Assert.Equal(fits, PromptLabels.IsLabelText(new string('a', length)));

    private static PromptVersion Child(string name, string parent) => A.Prompt(name).With(spec => spec with { Parent = parent }).Build();

    private static PromptVersionStatus Plan(PromptVersion prompt, params PromptVersion[] others) =>
        PromptPlanner.Plan(new PromptObservation(prompt, A.Moment)
        {
            Lineage = PromptLineage.Of(prompt, name => others.FirstOrDefault(other => other.Metadata.Name == name)),
        }).Status;

    private static (ConditionStatus Status, string Reason) StateOf(PromptVersionStatus status) =>
        (status.Get(ConditionTypes.ParentFound).Status, status.Get(ConditionTypes.ParentFound).Reason);
}
