using Keyframe.Api.Conditions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Snapshots;

namespace Keyframe.Core.Tests.Snapshots;

public sealed class SnapshotFaultTests
{
    public static TheoryData<GenAIAppSnapshotSpec, string, string> Faults => new()
    {
        {
            Samples.Full with { Settings = Json.Map("""{"limits": {"budget": 9007199254740993}}""") },
            Reasons.InvalidSpec,
            "spec.settings.limits.budget: the integer 9007199254740993 is beyond 2^53 "
        },
        {
            Samples.Full with { Settings = Json.Map("""{"a": {"b": 1, "b": 2}}""") },
            Reasons.InvalidSpec,
            "spec.settings.a: the property \"b\" is given twice; keep one of them."
        },
        {
            Samples.Full with { Settings = Json.Map($$"""{"deep": {{new string('[', 63)}}{{new string(']', 63)}}}""") },
            Reasons.InvalidSpec,
            "spec.settings.deep[0][0]"
        },
        {
            // The author's second tool, although it sorts first.
            Samples.Full with { Tools = [new ToolSpec { Name = "z" }, new ToolSpec { Name = "a", Description = "x\0" }] },
            Reasons.InvalidContent,
            "spec.tools[1].description: the text has a NUL character at character 2; remove it."
        },
        {
            Samples.Full with { Model = new ModelSpec { Parameters = Json.Map("""{"stop": ["\udc00"]}""") } },
            Reasons.InvalidContent,
            "spec.model.parameters.stop[0]: the text has a lone surrogate (U+DC00) at character 1; remove it."
        },
        {
            Samples.Full with { Guardrails = [new GuardrailSpec { Name = "pii" }, new GuardrailSpec { Name = "pii" }] },
            Reasons.InvalidSpec,
            "spec.guardrails[1] repeats the name \"pii\"; names must be unique in spec.guardrails."
        },
        {
            Samples.Full with { Rerankers = [null!] },
            Reasons.InvalidSpec,
            "spec.rerankers[0] has no name; give it one, or remove it."
        },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void What_has_no_canonical_form_is_a_fault_with_its_path(GenAIAppSnapshotSpec spec, string reason, string message)
    {
        Assert.False(SnapshotDocument.Render(spec, [Samples.System, Samples.Chat]).TryGet(out var document, out var fault));
        Assert.Null(document);
        Assert.Equal(reason, fault.Reason);
        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prompt_that_cannot_be_kept_is_a_fault_with_its_path()
    {
        Assert.False(SnapshotDocument.Render(Samples.Minimal, [Samples.Text("system", "a\ud800")]).TryGet(out _, out var fault));
        Assert.Equal(Reasons.InvalidContent, fault.Reason);
        Assert.StartsWith("snapshot.prompts.system.template: the text has a lone", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prompt_given_twice_is_a_fault()
    {
        Assert.False(SnapshotDocument.Render(Samples.Minimal, [Samples.System, Samples.System]).TryGet(out _, out var fault));
        Assert.Equal("prompts[1] repeats the name \"system\"; names must be unique in prompts.", fault.Message);
    }

    [Fact]
    public void Prompts_other_than_the_specs_are_an_error_of_the_caller()
    {
        Assert.Throws<ArgumentException>(() => SnapshotDocument.Render(Samples.Full, [Samples.System]));
        Assert.Throws<ArgumentException>(() => SnapshotDocument.Render(Samples.Minimal, [Samples.System, Samples.Chat]));
    }

    [Fact]
    public void Missing_lists_are_empty()
    {
        var spec = new GenAIAppSnapshotSpec { App = "a", Version = "1", Prompts = null! };
        Assert.True(SnapshotDocument.Render(spec, []).TryGet(out _, out _));
    }
}
