using System.Text.Json;
using System.Text.Json.Nodes;
using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Api.Json;
using Keyframe.Operator.Tests.Fakes;
using Keyframe.Runtime;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.Tests.Execution;

/// <summary>A status is written where it differs, on the version it was decided on, and nothing else of the object is.</summary>
public sealed class StatusWriterTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly Workbench _bench = new();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Only_what_differs_is_written_under_the_guard_of_uid_and_version()
    {
        GenAIDeployment binding = Put("""{"observedGeneration": 1, "desired": {"snapshot": "bot-1", "digest": "d1"}}""");
        await WriteAsync(binding, binding.Status! with { Desired = new SnapshotIdentity { Snapshot = "bot-2", Digest = "d1" } });
        FakeRequest write = Assert.Single(_bench.Api.Writes);
        Assert.Equal(("PATCH genaideployments/bot/status", "application/merge-patch+json"), (write.Step, write.ContentType));
        Assert.Contains("fieldManager=keyframe-operator", write.Query, StringComparison.Ordinal);
        AssertJson(
            $$"""
            {
              "apiVersion": "keyframe.dev/v1alpha1", "kind": "Deployment",
              "metadata": {"name": "bot", "namespace": "shop", "uid": "uid-bot", "resourceVersion": "{{binding.Metadata.ResourceVersion}}"},
              "status": {"desired": {"snapshot": "bot-2"} }
            }
            """,
            write.Body);
    }

    [Fact]
    public async Task A_field_that_is_no_longer_said_is_removed()
    {
        GenAIDeployment binding = Put("""{"observedGeneration": 1, "pending": {"snapshot": "bot-2"}}""");
        GenAIDeployment written = await WriteAsync(binding, binding.Status! with { Pending = null });
        AssertJson("""{"pending": null}""", Assert.Single(_bench.Api.Writes).Body["status"]!);
        Assert.Null(written.Status!.Pending);
    }

    [Fact]
    public async Task An_object_without_a_status_gets_all_of_it()
    {
        GenAIDeployment binding = Put(null);
        GenAIDeployment written = await WriteAsync(binding, new GenAIDeploymentStatus { ObservedGeneration = 3 });
        Assert.Equal(3, written.Status!.ObservedGeneration);
        AssertJson(
            """{"observedGeneration": 3, "conditions": [], "history": []}""", Assert.Single(_bench.Api.Writes).Body["status"]!);
    }

    [Fact]
    public async Task The_same_status_is_not_written_and_the_object_is_returned_as_it_was()
    {
        GenAIDeployment binding = Put("""{"observedGeneration": 1, "conditions": [], "history": []}""");
        Assert.Same(binding, await WriteAsync(binding, binding.Status! with { }));
        Assert.Empty(_bench.Api.Writes);
    }

    [Theory]
    [InlineData("2026-11-22T12:00:00Z")]
    [InlineData("2026-11-22T12:00:00.7977309+00:00")]
    [InlineData("2026-11-22T13:00:00+01:00")]
    public async Task Times_within_the_same_second_are_the_same(string recorded)
    {
        GenAIDeployment binding = Put($$"""
            {
              "observedGeneration": 1, "history": [], "active": {"snapshot": "", "digest": "", "revision": 0, "since": "{{recorded}}"},
              "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": "{{recorded}}", "reason": "", "message": ""}]
            }
            """);
        DateTimeOffset now = Noon.AddMilliseconds(250);
        await WriteAsync(binding, binding.Status! with
        {
            Active = binding.Status!.Active! with { Since = now },
            Conditions = [binding.Status.Conditions[0] with { LastTransitionTime = now }],
        });
        Assert.Empty(_bench.Api.Writes);
    }

    [Fact]
    public async Task A_list_that_changed_is_written_whole()
    {
        GenAIDeployment binding = Put("""{"observedGeneration": 1, "history": [{"revision": 2}, {"revision": 1}]}""");
        await WriteAsync(binding, binding.Status! with { History = [.. binding.Status!.History.Take(1)] });
        JsonObject status = Assert.Single(_bench.Api.Writes).Body["status"]!.AsObject();
        Assert.Equal(2, (long)Assert.Single(status["history"]!.AsArray())!["revision"]!);
    }

    [Fact]
    public async Task An_object_that_moved_on_is_left_alone()
    {
        GenAIDeployment binding = Put("""{"observedGeneration": 1}""");
        Put("""{"observedGeneration": 2}""");
        ApiException conflict = await Assert.ThrowsAsync<ApiException>(
            () => WriteAsync(binding, new GenAIDeploymentStatus { Conditions = [new Condition { Type = "Ready" }] }));
        Assert.True(conflict.IsConflict);
    }

    [Fact]
    public async Task A_write_is_remembered_until_the_cache_shows_it()
    {
        GenAIDeployment binding = Put(null);
        await _bench.FillCachesAsync();
        var key = ObjectKey.Of(binding);
        Assert.True(_bench.Writes.CaughtUp(key));
        await WriteAsync(binding, new GenAIDeploymentStatus { ObservedGeneration = 1 });
        Assert.False(_bench.Writes.CaughtUp(key));
    }

    private Task<GenAIDeployment> WriteAsync(GenAIDeployment binding, GenAIDeploymentStatus status) =>
        _bench.Statuses.WriteAsync(binding, status, TestContext.Current.CancellationToken);

    private GenAIDeployment Put(string? status) => _bench.Api
        .Put("genaideployments", "shop", "bot", status is null ? """{"spec": {}}""" : $$"""{"spec": {}, "status": {{status}} }""")
        .Deserialize(KeyframeJsonContext.Default.GenAIDeployment)!;

    private static void AssertJson(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual.ToJsonString());
}
