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
    private static readonly ConfigMapKeyReference Key = new() { Name = "prompts", Key = "system.txt" };

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

    private Task<SourceReading> ReadAsync() => _bench.ConfigMaps.ReadAsync(Some.Namespace, Key, TestContext.Current.CancellationToken);

    private async Task<string?> VerifyAsync(PromptVersion prompt) =>
        (await _bench.ConfigMaps.VerifyAsync(prompt, Key, TestContext.Current.CancellationToken))?.Reason;
}
