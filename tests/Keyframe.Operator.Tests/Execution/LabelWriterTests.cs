using System.Text.Json;
using System.Text.Json.Nodes;
using Keyframe.Api.Json;
using Keyframe.Api.PromptVersions;
using Keyframe.Operator.Tests.Fakes;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.Tests.Execution;

/// <summary>Labels are set where they differ, on the object and version that was looked at, and others' are left alone.</summary>
public sealed class LabelWriterTests : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Wanted = new() { ["tag.keyframe.dev/team"] = "support", ["tag.keyframe.dev/tier"] = "1" };

    private readonly Workbench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    public static TheoryData<string, string?> Cases => new()
    {
        // What is there, what is written; null for nothing.
        { "{}", """{"tag.keyframe.dev/team": "support", "tag.keyframe.dev/tier": "1"}""" },
        { """{"tag.keyframe.dev/team": "support", "tag.keyframe.dev/tier": "1"}""", null },
        { """{"tag.keyframe.dev/team": "support", "tag.keyframe.dev/tier": "1", "argocd.argoproj.io/instance": "prompts"}""", null },
        { """{"tag.keyframe.dev/team": "support", "tag.keyframe.dev/tier": "2", "mine": "x"}""", """{"tag.keyframe.dev/tier": "1"}""" },
        { """{"tag.keyframe.dev/team": "", "tag.keyframe.dev/tier": "1"}""", """{"tag.keyframe.dev/team": "support"}""" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Only_what_differs_is_written_under_a_guard(string there, string? written)
    {
        PromptVersion prompt = Put(there);
        PromptVersion now = await WriteAsync(prompt);
        Assert.Equal(Wanted, now.Metadata.Labels.Where(label => Wanted.ContainsKey(label.Key)).ToDictionary());
        if (written is null)
        {
            Assert.Empty(_bench.Api.Writes);
            Assert.Same(prompt, now);
            return;
        }

        FakeRequest write = Assert.Single(_bench.Api.Writes);
        Assert.Equal(("PATCH promptversions/greeting-3", "application/merge-patch+json"), (write.Step, write.ContentType));
        JsonObject metadata = write.Body["metadata"]!.AsObject();
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(written), metadata["labels"]), metadata.ToJsonString());
        Assert.Equal((prompt.Metadata.Uid, prompt.Metadata.ResourceVersion), ((string?)metadata["uid"], (string?)metadata["resourceVersion"]));
        Assert.False(write.Body.ContainsKey("spec") || write.Body.ContainsKey("status"));
        IEnumerable<string> before = JsonNode.Parse(there)!.AsObject().Select(label => label.Key);
        Assert.Equal(before.Except(Wanted.Keys), now.Metadata.Labels.Keys.Except(Wanted.Keys));
    }

    [Fact]
    public async Task An_object_that_has_changed_since_is_left_alone()
    {
        PromptVersion prompt = Put("{}");
        Put("""{"mine": "x"}""");
        Assert.True((await Assert.ThrowsAsync<ApiException>(() => WriteAsync(prompt))).IsConflict);
    }

    private PromptVersion Put(string labels) => JsonSerializer.Deserialize(
        _bench.Api.Put("promptversions", Some.Namespace, "greeting-3", $$"""{"metadata": {"labels": {{labels}} }, "spec": {} }"""),
        KeyframeJsonContext.Default.PromptVersion)!;

    private Task<PromptVersion> WriteAsync(PromptVersion prompt) =>
        _bench.Labels.WriteAsync(prompt, Wanted, TestContext.Current.CancellationToken);
}
