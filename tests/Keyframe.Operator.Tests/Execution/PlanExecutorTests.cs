using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Api.Json;
using Keyframe.Core.Canonical;
using Keyframe.Core.Injection;
using Keyframe.Core.Planning;
using Keyframe.Operator.Tests.Fakes;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.Tests.Execution;

/// <summary>A plan is carried out in one order, stops at the first failure, and says so where people look.</summary>
public sealed class PlanExecutorTests : IAsyncDisposable
{
    private const string ConfigMap = "POST configmaps";
    private const string Status = "PATCH genaideployments/bot/status";
    private const string Template = "PATCH deployments/bot";

    private readonly Workbench _bench = new();
    private readonly GenAIDeployment _binding;
    private readonly string _workloadVersion;

    public PlanExecutorTests()
    {
        _workloadVersion = (string)_bench.Api.Put("deployments", "shop", "bot")["metadata"]!["resourceVersion"]!;
        _binding = _bench.Api.Put("genaideployments", "shop", "bot", """{"spec": {}, "status": {"observedGeneration": -1}}""")
            .Deserialize(KeyframeJsonContext.Default.GenAIDeployment)!;
    }

    public static TheoryData<string, string[]> Failures => new()
    {
        { ConfigMap, [ConfigMap, Status] },
        { Template, [ConfigMap, Status, Template, Status] },
    };

    /// <summary>Refusals that no second look cures.</summary>
    public static TheoryData<HttpStatusCode, string> Refusals => new()
    {
        { HttpStatusCode.Forbidden, "Forbidden" },
        { HttpStatusCode.UnprocessableEntity, "Invalid" },
        { HttpStatusCode.RequestEntityTooLarge, "RequestEntityTooLarge" },
    };

    /// <summary>Failures that another look cures.</summary>
    public static TheoryData<HttpStatusCode, string> Passing => new()
    {
        { HttpStatusCode.Conflict, "Conflict" },
        { HttpStatusCode.Conflict, "AlreadyExists" },
        { HttpStatusCode.NotFound, "NotFound" },
        { HttpStatusCode.TooManyRequests, "TooManyRequests" },
        { HttpStatusCode.InternalServerError, "InternalError" },
        { HttpStatusCode.ServiceUnavailable, "ServiceUnavailable" },
    };

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task The_ConfigMap_comes_first_then_the_record_then_the_template_then_the_status()
    {
        await ExecuteAsync(Plan());
        Assert.Equal([ConfigMap, Status, Template, Status], _bench.Api.Steps);
        Assert.Equal("pending", Desired(1));
        Assert.Equal("done", Desired(3));
    }

    [Fact]
    public async Task The_status_stands_on_the_version_that_the_record_was_answered_with()
    {
        await ExecuteAsync(Plan());
        FakeRequest ahead = _bench.Api.Writes[1];
        FakeRequest final = _bench.Api.Writes[3];
        Assert.Equal(_binding.Metadata.ResourceVersion, ahead.Version);
        Assert.NotEqual(ahead.Version, final.Version);
        Assert.Equal("uid-bot", (string?)final.Body["metadata"]!["uid"]);
    }

    [Fact]
    public async Task What_another_one_wrote_in_between_is_never_overwritten()
    {
        _bench.Api.Put("genaideployments", "shop", "bot", """{"spec": {"revisionHistoryLimit": 5}}""");
        ApiException conflict = await Assert.ThrowsAsync<ApiException>(() => ExecuteAsync(Plan()));
        Assert.True(conflict.IsConflict);
        Assert.Equal([ConfigMap, Status], _bench.Api.Steps);
    }

    [Fact]
    public async Task Nothing_is_written_where_nothing_differs()
    {
        GenAIDeploymentStatus same = _binding.Status!;
        await ExecuteAsync(new Plan<GenAIDeploymentStatus>(same) { WriteAhead = same, OnFailure = _ => null });
        Assert.Empty(_bench.Api.Steps);
    }

    [Fact]
    public async Task The_uid_of_a_created_ConfigMap_gets_into_the_status()
    {
        await ExecuteAsync(Plan() with { OnCreated = (status, uid) => status with { Desired = new SnapshotIdentity { Snapshot = uid } } });
        Assert.Equal("uid-made", Desired(3));
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task The_first_refusal_ends_the_plan_and_is_told_in_the_status(string step, string[] steps)
    {
        _bench.Api.Refuse(step, HttpStatusCode.Forbidden, "Forbidden", "quota exceeded");
        ApiException refusal = await Assert.ThrowsAsync<ApiException>(() => ExecuteAsync(Plan()));
        Assert.True(refusal.IsForbidden);
        Assert.Equal(steps, _bench.Api.Steps);
        Assert.Contains("quota exceeded", Message(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_that_needs_a_reader_is_told(HttpStatusCode code, string reason)
    {
        _bench.Api.Refuse(Template, code, reason, "because");
        await Assert.ThrowsAsync<ApiException>(() => ExecuteAsync(Plan()));
        Assert.Contains("because", Message(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_etcd_finds_too_large_is_told()
    {
        _bench.Api.Refuse(ConfigMap, HttpStatusCode.InternalServerError, "InternalError", "etcdserver: request is too large");
        await Assert.ThrowsAsync<ApiException>(() => ExecuteAsync(Plan()));
        Assert.Contains("too large", Message(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task A_failure_that_another_look_cures_is_not_told_but_retried(HttpStatusCode code, string reason)
    {
        _bench.Api.Refuse(ConfigMap, code, reason, "later");
        await Assert.ThrowsAsync<ApiException>(() => ExecuteAsync(Plan()));
        Assert.Equal([ConfigMap], _bench.Api.Steps);
    }

    [Fact]
    public async Task A_failure_of_which_the_plan_has_nothing_to_say_writes_nothing()
    {
        _bench.Api.Refuse(ConfigMap, HttpStatusCode.Forbidden, "Forbidden", "no");
        await Assert.ThrowsAsync<ApiException>(() => ExecuteAsync(Plan() with { OnFailure = _ => null }));
        Assert.Equal([ConfigMap], _bench.Api.Steps);
    }

    [Fact]
    public async Task Without_its_record_the_template_is_not_touched()
    {
        _bench.Api.Refuse(Status, HttpStatusCode.InternalServerError, "InternalError", "no");
        await Assert.ThrowsAsync<ApiException>(() => ExecuteAsync(Plan()));
        Assert.Equal([ConfigMap, Status], _bench.Api.Steps);
    }

    [Fact]
    public async Task A_field_that_another_manager_holds_is_named_and_not_retried()
    {
        _bench.Api.Refuse(
            Template, HttpStatusCode.Conflict, "Conflict", "Apply failed with 1 conflict",
            ("""conflict with "argocd-controller" using apps/v1""", ".spec.template.spec.volumes"));
        await ExecuteAsync(Plan());
        Assert.Equal([ConfigMap, Status, Template, Status], _bench.Api.Steps);
        Assert.Contains(".spec.template.spec.volumes by argocd-controller", Message(), StringComparison.Ordinal);
        Assert.NotEqual(_bench.Api.Writes[1].Version, _bench.Api.Writes[3].Version);
    }

    [Fact]
    public async Task Events_follow_what_was_done()
    {
        await _bench.FillCachesAsync();
        await ExecuteAsync(Plan());
        await _bench.SentEventAsync();
        await _bench.StopAsync();
        JsonObject sent = Assert.Single(_bench.Api.Events).Body;
        Assert.Equal(("RolloutStarted", "RollOut", "Revision 1", "Normal"),
            ((string?)sent["reason"], (string?)sent["action"], (string?)sent["note"], (string?)sent["type"]));
        Assert.Equal(("uid-bot", "shop"), ((string?)sent["regarding"]!["uid"], (string?)sent["metadata"]!["namespace"]));
    }

    [Theory]
    [InlineData(ConfigMap)]
    [InlineData(Status)]
    [InlineData(Template)]
    public async Task Events_do_not_tell_of_what_was_not_done(string step)
    {
        await _bench.FillCachesAsync();
        _bench.Api.Refuse(step, HttpStatusCode.Forbidden, "Forbidden", "no");
        await Assert.ThrowsAsync<ApiException>(() => ExecuteAsync(Plan()));
        await _bench.StopAsync();
        Assert.Empty(_bench.Api.Events);
    }

    private Task ExecuteAsync(Plan<GenAIDeploymentStatus> plan) =>
        _bench.Executor.ExecuteAsync(_binding, plan, TestContext.Current.CancellationToken);

    private string? Desired(int write) => (string?)_bench.Api.Writes[write].Body["status"]!["desired"]!["snapshot"];

    private string Message() => (string)_bench.Api.Writes[^1].Body["status"]!["conditions"]![0]!["message"]!;

    private Plan<GenAIDeploymentStatus> Plan() => new(Saying("done"))
    {
        ConfigMaps = [new ConfigMapWrite.Create("made", Nothing, Nothing, [], Nothing)],
        WriteAhead = Saying("pending"),
        Template = new TemplateWrite(
            WorkloadKind.Deployment, "bot", "uid-bot", _workloadVersion, Section, "prompt system 6→7", MayTakeOver: false),
        Events = [new EventNote("RolloutStarted", "RollOut", "Revision 1")],
        OnFailure = failure => Saying("pending") with
        {
            Conditions =
            [
                new Condition
                {
                    Type = ConditionTypes.Ready,
                    Message = string.Join("; ", failure.Conflicts.Select(field => $"{field.Path} by {field.Manager}").Prepend(failure.Message)),
                },
            ],
        },
    };

    private static Dictionary<string, string> Nothing => [];

    private static InjectionSection Section => InjectionSection.Render("bot-2", Digest.Of("x"u8), "bot-2-aa", ["app"], "/etc/keyframe");

    private static GenAIDeploymentStatus Saying(string snapshot) =>
        new() { ObservedGeneration = 1, Desired = new SnapshotIdentity { Snapshot = snapshot, Digest = "sha256:aa" } };
}
