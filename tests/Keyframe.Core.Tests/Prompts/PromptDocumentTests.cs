using System.Text.Json.Nodes;
using CsCheck;
using Keyframe.Api.Conditions;
using Keyframe.Core.Prompts;
using Keyframe.Core.Tests.Builders;
using Keyframe.Core.Tests.Diffs;

namespace Keyframe.Core.Tests.Prompts;

/// <summary>A whole prompt in JSON: the very thing that a pin holds, or refused by the member that is wrong.</summary>
public sealed class PromptDocumentTests
{
    private const string Place = "Key p.json of ConfigMap prompts";

    [Fact]
    public void What_a_pin_holds_is_read_as_the_same_prompt() => RandomSnapshots.One.Sample(
        stored => Assert.All(stored.Shape.Prompts.Values, prompt =>
        {
            var content = Core.Snapshots.StoredShape.ContentOf(prompt);
            Assert.True(PromptPin.Of(new PromptMaterial(content)).TryGet(out var pin, out var fault), fault?.Message);
            Assert.Equal(prompt.Digest, pin.Digest.Value);
            foreach (string json in (string[])[pin.Content, JsonNode.Parse(pin.Content)!.ToJsonString(new() { WriteIndented = true })])
            {
                Assert.True(PromptDocument.Read(json, Place).TryGet(out var read, out fault), fault?.Message);
                Assert.True(PromptPin.Of(new PromptMaterial(read)).TryGet(out var again, out fault), fault?.Message);
                Assert.Equal((pin.Content, pin.Digest), (again.Content, again.Digest));
            }
        }),
        iter: 200);

    public static TheoryData<string, string> Wrong => new()
    {
        { "", "it is not JSON: " },
        { "You are {{persona}}.", "it is not JSON: " },
        { """{"type": "text", "template": "a"} x""", "it is not JSON: " },
        { "null", "it is null, not an object; a prompt has type, template or messages, and responseFormat" },
        { """["a"]""", "it is an array, not an object" },
        { """{"type": "text", "template": "a", "engine": "None"}""", "\"engine\" is no member of a prompt; a prompt has type," },
        { """{"type": "text", "template": "a", "Template": "a"}""", "\"Template\" is no member of a prompt" },
        { """{"template": "a"}""", "type must be \"text\" or \"chat\"" },
        { """{"type": "Text", "template": "a"}""", "type must be \"text\" or \"chat\"" },
        { """{"type": 1, "template": "a"}""", "type must be \"text\" or \"chat\"" },
        { """{"type": "text"}""", "template is missing, which type \"text\" needs" },
        { """{"type": "text", "template": null}""", "template is null, not a text" },
        { """{"type": "text", "template": ["a"]}""", "template is an array, not a text" },
        { """{"type": "text", "template": "a", "messages": null}""", "messages stands beside type \"text\"; a text has template alone" },
        { """{"type": "chat", "template": "a", "messages": [{}]}""", "template stands beside type \"chat\"; a chat has messages alone" },
        { """{"type": "chat"}""", "messages is missing, which type \"chat\" needs" },
        { """{"type": "chat", "messages": []}""", "messages is empty" },
        { """{"type": "chat", "messages": {"role": "user"}}""", "messages is an object, not an array" },
        { """{"type": "chat", "messages": [{}, "a"]}""", "messages[1] is a text, not an object" },
        { """{"type": "text", "template": "a", "responseFormat": "json"}""", "responseFormat is a text, not the object of a JSON Schema" },
        { """{"type": "text", "template": "a", "responseFormat": null}""", "responseFormat is null, not the object of a JSON Schema" },
        { """{"type": "text", "type": "chat", "template": "a"}""", "it has no canonical form: $: the property \"type\" is given twice" },
        { """{"type": "text", "template": "a\u0000"}""", "$.template: the text has a NUL character at character 2" },
        { """{"type": "text", "template": "\ud800"}""", "$.template: the text has a lone surrogate" },
        { """{"type": "chat", "messages": [{"seed": 9007199254740993}]}""", "$.messages[0].seed: the integer 9007199254740993 is beyond" },
        { $$"""{"type": "chat", "messages": [{"a": {{new string('[', 62)}}{{new string(']', 62)}}}]}""", "nested deeper than 64 levels" },
        { "\ud800", "it is not JSON: " },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void What_is_no_prompt_is_refused_by_the_member_that_is_wrong(string json, string because)
    {
        Assert.False(PromptDocument.Read(json, Place).TryGet(out _, out var fault));
        Assert.Equal(Reasons.InvalidContent, fault.Reason);
        Assert.StartsWith($"{Place} is no prompt: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(because, fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(". Correct it there; a text template is read by format Text.", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void Anything_is_read_or_refused() => Gen.Select(RandomSnapshots.Any, RandomSnapshots.Any).Sample((one, other) =>
    {
        foreach (string json in (string[])
            [one, $$"""{"type":"chat","messages":{{one}}}""", $$"""{"type":"text","template":{{one}},"responseFormat":{{other}}}"""])
        {
            Assert.True(PromptDocument.Read(json, Place).TryGet(out var content, out var fault) ? content.IsWhole : fault.Message.Length > 0);
        }
    });

    [Fact]
    public void A_prompt_that_is_none_stalls_until_somebody_changes_it()
    {
        var prompt = A.Prompt("p").From("prompts", "p.json").Build();
        Assert.False(PromptDocument.Read("{}", Place).TryGet(out _, out var fault));
        var plan = PromptPlanner.Plan(new PromptObservation(prompt, A.Moment) { Source = SourceReading.Refused(fault) });
        plan.Status.IsStalled(Reasons.InvalidContent);
        plan.Status.Says("type must be \"text\" or \"chat\"");
        Assert.Equal(ConditionStatus.False, plan.Status.Get(ConditionTypes.TemplateValid).Status);
        plan.WritesNothing();

        var pinned = PromptPlanner.Plan(new PromptObservation(prompt, A.Moment) { Source = Given.Reading("Hello") }).Status;
        plan = PromptPlanner.Plan(new PromptObservation(prompt with { Status = pinned }, A.Moment) { Source = SourceReading.Refused(fault) });
        plan.Status.IsStalled(Reasons.ContentLost);
        Assert.Equal(pinned.Digest, plan.Status.Digest);
    }
}
