using System.Text.Json;
using System.Text.Json.Nodes;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Prompts;
using Keyframe.Operator.Tests.Fakes;
using Keyframe.Runtime;

namespace Keyframe.Operator.Tests.PromptVersions;

/// <summary>A key of a ConfigMap as a source: read when it may have changed, and held against what was pinned.</summary>
public sealed class ConfigMapSourcesTests : IAsyncDisposable
{
    private static readonly ConfigMapPromptReference Key = new() { Name = "prompts", Key = "system.txt" };

    private static readonly ConfigMapPromptReference Whole = Key with { Format = SourceFormat.Prompt };

    private readonly RegistryBench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_key_is_a_text_template()
    {
        await PutAsync(Some.Text);
        SourceContent? content = (await ReadAsync()).Content;
        Assert.Equal(PromptContent.OfText(Some.Text), content?.Material.Content);
        Assert.Equal(new ResolvedSource { Name = "prompts", Version = "system.txt" }, content?.Resolved);
    }

    [Fact]
    public async Task A_key_in_format_Prompt_is_a_whole_prompt()
    {
        await PutAsync("""{"messages": [{"role": "user", "content": ["a"]}], "responseFormat": {"type": "object"}, "type": "chat"}""");
        SourceContent? content = (await ReadAsync(Whole)).Content;
        Assert.Equal(PromptContent.Chat, content?.Material.Content.Type);
        Assert.Equal("""{"content":["a"],"role":"user"}""", Assert.Single(content!.Material.Content.Messages!).GetRawText());
        Assert.NotNull(content.Material.Content.ResponseFormat);
        Assert.Equal(new ResolvedSource { Name = "prompts", Version = "system.txt" }, content.Resolved);
    }

    [Fact]
    public async Task One_that_is_none_is_refused_by_the_member_that_is_wrong_and_not_waited_for()
    {
        await PutAsync("""{"type": "chat", "messages": []}""");
        SourceReading reading = await ReadAsync(Whole);
        Assert.Equal((Reasons.InvalidContent, true, null), (reading.Fault?.Reason, reading.IsRefused, reading.RetryAfter));
        Assert.Equal(
            "Key system.txt of ConfigMap prompts is no prompt: messages is empty. Correct it there; a text template is read by format Text.",
            reading.Fault?.Message);
        Assert.Null((await ReadAsync(Key with { Format = SourceFormat.Text })).Fault);
    }

    [Fact]
    public async Task A_pinned_prompt_whose_source_is_none_any_more_has_been_tampered_with()
    {
        PromptVersion prompt = Pinned(spec => spec with { Source = new PromptSource { ConfigMapKeyRef = Whole } });
        await PutAsync("""{ "type": "text", "template": "Hello {{name}}" }""");
        Assert.Equal(Reasons.Succeeded, await VerifyAsync(prompt, Whole));
        await PutAsync("Hello {{name}}");
        Assert.Equal(Reasons.ContentTampered, await VerifyAsync(prompt, Whole));
    }

    public static TheoryData<string?, string> Missing => new()
    {
        { null, "ConfigMap prompts does not exist. Create it, and the content is pinned." },
        { "{}", "ConfigMap prompts has no key system.txt; it has no text keys. Add it, and the content is pinned." },
        { """{"data": {"b": "", "a": ""}}""", "ConfigMap prompts has no key system.txt; it has a, b. Add it, and the content is pinned." },
        { """{"binaryData": {"system.txt": "/w=="}}""", "Key system.txt of ConfigMap prompts is binary data, not UTF-8 text. Store it as text." },
    };

    [Theory]
    [MemberData(nameof(Missing))]
    public async Task What_is_missing_is_named_and_a_change_tells_when_it_is_there(string? json, string message)
    {
        if (json is not null)
        {
            _bench.Api.Put("configmaps", Some.Namespace, "prompts", json);
        }

        await _bench.RefreshAsync();
        SourceReading reading = await ReadAsync();
        Assert.Equal((Reasons.SourceNotFound, message, null), (reading.Fault?.Reason, reading.Fault?.Message, reading.RetryAfter));
        Assert.Equal(json is null ? 0 : 1, _bench.Api.Reads.Count);
    }

    [Fact]
    public async Task Each_version_of_the_ConfigMap_is_read_once_and_what_it_showed_is_kept()
    {
        PromptVersion prompt = Pinned();
        await PutAsync(Some.Text);
        Assert.Equal([Reasons.Succeeded, Reasons.Succeeded], [await VerifyAsync(prompt), await VerifyAsync(prompt)]);
        Assert.Single(_bench.Api.Reads);

        // Writing it down may fail, so it has to be there for the next try.
        await PutAsync("Hi {{name}}");
        Assert.Equal([Reasons.ContentTampered, Reasons.ContentTampered], [await VerifyAsync(prompt), await VerifyAsync(prompt)]);
        Assert.Equal(2, _bench.Api.Reads.Count);

        await PutAsync(Some.Text);
        Assert.Equal(Reasons.Succeeded, await VerifyAsync(prompt));
        Assert.Equal(3, _bench.Api.Reads.Count);
    }

    [Fact]
    public async Task A_ConfigMap_that_is_deleted_is_gone_and_nothing_is_asked_for()
    {
        PromptVersion prompt = Pinned();
        await PutAsync(Some.Text);
        await VerifyAsync(prompt);
        _bench.Api.Remove("configmaps", Some.Namespace, "prompts");
        await _bench.RefreshAsync();
        Assert.Equal([Reasons.SourceGone, Reasons.SourceGone], [await VerifyAsync(prompt), await VerifyAsync(prompt)]);
        Assert.Single(_bench.Api.Reads);

        // Made again with the same content, as GitOps does it, it is the same source.
        await PutAsync(Some.Text);
        Assert.Equal(Reasons.Succeeded, await VerifyAsync(prompt));
    }

    [Fact]
    public async Task A_key_that_is_taken_out_is_gone()
    {
        await PutAsync(Some.Text, "other.txt");
        Assert.Equal(Reasons.SourceGone, await VerifyAsync(Pinned()));
    }

    [Fact]
    public async Task What_the_spec_adds_to_the_template_is_part_of_what_is_compared()
    {
        var settings = new Dictionary<string, JsonElement> { ["temperature"] = JsonElement.Parse("0.2") };
        PromptVersion prompt = Pinned(spec => spec with { ModelConfig = settings, ResponseFormat = settings });
        await PutAsync(Some.Text);
        Assert.Equal(Reasons.Succeeded, await VerifyAsync(prompt));
    }

    [Fact]
    public async Task Another_PromptVersion_under_the_name_is_compared_for_itself()
    {
        await PutAsync(Some.Text);
        await VerifyAsync(Pinned());
        PromptVersion recreated = Pinned(text: "Hi {{name}}");
        recreated.Metadata.Uid = "uid-of-another";
        Assert.Equal(Reasons.ContentTampered, await VerifyAsync(recreated));
        Assert.Equal(2, _bench.Api.Reads.Count);
    }

    [Fact]
    public async Task What_is_forgotten_is_read_again()
    {
        await PutAsync(Some.Text);
        await VerifyAsync(Pinned());
        _bench.ConfigMaps.Forget(ObjectKey.Of(Pinned()));
        await VerifyAsync(Pinned());
        Assert.Equal(2, _bench.Api.Reads.Count);
    }

    private static PromptVersion Pinned(Func<PromptVersionSpec, PromptVersionSpec>? with = null, string text = Some.Text)
    {
        PromptVersion prompt = Some.Prompt();
        PromptVersionSpec spec = prompt.Spec with { Source = new PromptSource { ConfigMapKeyRef = Key } };
        prompt = prompt with { Spec = with?.Invoke(spec) ?? spec };
        var source = new SourceContent(new PromptMaterial(PromptContent.OfText(text)), new ResolvedSource { Name = Key.Name, Version = Key.Key });
        return prompt with { Status = PromptPlanner.Plan(new PromptObservation(prompt, Some.Moment) { Source = SourceReading.Of(source) }).Status };
    }

    private async Task PutAsync(string text, string key = "system.txt")
    {
        _bench.Api.Put(
            "configmaps", Some.Namespace, "prompts", new JsonObject { ["data"] = new JsonObject { [key] = text } }.ToJsonString());
        await _bench.RefreshAsync();
    }

    private Task<SourceReading> ReadAsync(ConfigMapPromptReference? source = null) =>
        _bench.ConfigMaps.ReadAsync(Some.Namespace, source ?? Key, TestContext.Current.CancellationToken);

    private async Task<string?> VerifyAsync(PromptVersion prompt, ConfigMapPromptReference? source = null) =>
        (await _bench.ConfigMaps.VerifyAsync(prompt, source ?? Key, TestContext.Current.CancellationToken))?.Reason;
}
