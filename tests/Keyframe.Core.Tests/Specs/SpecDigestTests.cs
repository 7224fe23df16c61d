using System.Text;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Canonical;
using Keyframe.Core.Faults;
using Keyframe.Core.Specs;
using Keyframe.Core.Tests.Snapshots;

namespace Keyframe.Core.Tests.Specs;

public sealed class SpecDigestTests
{
    private static readonly PromptVersionSpec Prompt = new()
    {
        Prompt = "system",
        Version = "7",
        Template = new PromptTemplate { Text = "{{a}}{{b}}" },
        Variables = [new PromptVariable { Name = "a" }, new PromptVariable { Name = "b" }],
    };

    [Fact]
    public void It_is_the_digest_of_the_spec_as_the_API_spells_it() => Assert.Equal(
        Digest.Of(Encoding.UTF8.GetBytes("""
            {"prompt":"system","template":{"text":"{{a}}{{b}}"},
            "variables":[{"name":"a","required":true},{"name":"b","required":true}],"version":"7"}
            """.ReplaceLineEndings(""))),
        Of(SpecDigest.Of(Prompt)));

    public static TheoryData<PromptVersionSpec> Mutations => new()
    {
        Prompt with { Prompt = "other" },
        Prompt with { Version = "8" },
        Prompt with { CommitMessage = "" },
        Prompt with { Author = "dana" },
        Prompt with { Template = new PromptTemplate { Text = "{{a}}{{b}} " } },
        Prompt with { Template = new PromptTemplate { Text = "{{a}}{{b}}", Engine = TemplateEngine.Mustache } },
        Prompt with { Variables = null },
        Prompt with { Variables = [] },
        Prompt with { Variables = [new PromptVariable { Name = "a", Required = false }, new PromptVariable { Name = "b" }] },
        new PromptVersionSpec { Prompt = "system", Version = "7", Source = new PromptSource() },
    };

    [Theory]
    [MemberData(nameof(Mutations), DisableDiscoveryEnumeration = true)]
    public void Every_mutation_of_a_prompt_shows(PromptVersionSpec mutated) =>
        Assert.NotEqual(Of(SpecDigest.Of(Prompt)), Of(SpecDigest.Of(mutated)));

    [Fact]
    public void The_order_of_lists_by_name_is_no_mutation()
    {
        Assert.Equal(Of(SpecDigest.Of(Prompt)), Of(SpecDigest.Of(Prompt with { Variables = [.. Prompt.Variables!.Reverse()] })));
        var reordered = Samples.Full with
        {
            Prompts = [.. Samples.Full.Prompts.Reverse()],
            Tools = [.. Samples.Full.Tools!.Reverse()],
        };
        Assert.Equal(Of(SpecDigest.Of(Samples.Full)), Of(SpecDigest.Of(reordered)));
    }

    [Fact]
    public void A_mutation_of_a_snapshots_reference_or_free_form_part_shows()
    {
        var digest = Of(SpecDigest.Of(Samples.Full));
        Assert.NotEqual(digest, Of(SpecDigest.Of(Samples.Full with { Settings = Json.Map("""{"maxTurns": 13}""") })));
        Assert.NotEqual(digest, Of(SpecDigest.Of(Samples.Full with
        {
            Prompts = [.. Samples.Full.Prompts.Select(prompt => prompt with { PromptRef = new() { Name = "other" } })],
        })));
    }

    [Fact]
    public void A_spec_without_canonical_form_is_a_fault_with_its_path()
    {
        Assert.False(SpecDigest.Of(Prompt with { CommitMessage = "a\ud800" }).TryGet(out _, out var fault));
        Assert.Equal(Reasons.InvalidContent, fault.Reason);
        Assert.StartsWith("spec.commitMessage: the text has a lone surrogate", fault.Message, StringComparison.Ordinal);

        Assert.False(SpecDigest.Of(Samples.Full with { Settings = Json.Map("""{"n": 1e400}""") }).TryGet(out _, out fault));
        Assert.Equal(Reasons.InvalidSpec, fault.Reason);
        Assert.StartsWith("spec.settings.n: the number 1e400", fault.Message, StringComparison.Ordinal);

        // The author's first variable, although it sorts last.
        PromptVariable[] variables = [new() { Name = "z", Description = "\0" }, new() { Name = "a" }];
        Assert.False(SpecDigest.Of(Prompt with { Variables = variables }).TryGet(out _, out fault));
        Assert.StartsWith("spec.variables[0].description: ", fault.Message, StringComparison.Ordinal);

        Assert.False(SpecDigest.Of(Prompt with { Variables = [null!] }).TryGet(out _, out fault));
        Assert.Equal(Reasons.InvalidSpec, fault.Reason);
    }

    private static Digest Of(Outcome<Digest> outcome)
    {
        Assert.True(outcome.TryGet(out var digest, out var fault), fault?.Message);
        return digest;
    }
}
