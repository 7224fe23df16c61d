using System.Net;
using System.Text.Json.Nodes;
using Keyframe.Runtime.Tests.FakeApiServer;

namespace Keyframe.Runtime.Tests.Election;

/// <summary>A replica that finds the lease free: how it takes it, and what may go wrong.</summary>
public sealed class AcquisitionTests : IAsyncDisposable
{
    private readonly ElectionHarness _me = new();

    public static TheoryData<string?, string> Free => new()
    {
        { null, "a lease without a record" },
        { "{}", "made by Helm" },
        { """{"leaseDurationSeconds": 15}""", "made by hand" },
        { """{"holderIdentity": "", "leaseDurationSeconds": 1, "leaseTransitions": 4}""", "given back" },
    };

    public ValueTask DisposeAsync() => _me.DisposeAsync();

    [Fact]
    public async Task A_lease_that_does_not_exist_is_created()
    {
        await _me.StartLeadingAsync();
        FakeRequest create = Assert.Single(_me.Leases.Writes);
        Assert.Equal((HttpMethod.Post, "apis/coordination.k8s.io/v1/namespaces/system/leases"), (create.Method, create.Path));
        JsonNode expected = JsonNode.Parse("""
            {
              "apiVersion": "coordination.k8s.io/v1",
              "kind": "Lease",
              "metadata": {"name": "operator", "namespace": "system"},
              "spec": {
                "holderIdentity": "me",
                "leaseDurationSeconds": 15,
                "acquireTime": "2026-01-02T03:04:05.678000Z",
                "renewTime": "2026-01-02T03:04:05.678000Z",
                "leaseTransitions": 0
              }
            }
            """)!;
        Assert.Equal(expected.ToJsonString(), create.Body!.ToJsonString());
        Assert.Equal(
            "We lead by the lease system/operator as me, after 00:00:00; leadership has changed 0 times",
            Assert.Single(_me.Logger.Messages(1300)));
    }

    [Theory]
    [MemberData(nameof(Free))]
    public async Task A_lease_without_a_holder_is_taken(string? spec, string because)
    {
        _me.Leases.Put(spec is null ? null : JsonNode.Parse(spec)!.AsObject());
        await _me.StartLeadingAsync();
        Assert.True(_me.Leases.Holder == "me", because);
        Assert.Equal(15, (int?)_me.Leases.Spec!["leaseDurationSeconds"]);
    }

    [Fact]
    public async Task A_fraction_of_a_second_of_the_duration_is_rounded_up()
    {
        await using var me = new ElectionHarness(options => options with { LeaseDuration = TimeSpan.FromSeconds(14.2) });
        await me.StartLeadingAsync();
        Assert.Equal(15, (int?)me.Leases.Spec!["leaseDurationSeconds"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_that_try_at_once_the_slower_one_stands_by(bool exists)
    {
        if (exists)
        {
            _me.Leases.Put([]);
        }

        _me.Leases.Next(request => request.IsSingle, (_, _) =>
        {
            HttpResponseMessage old = exists
                ? Answers.Ok(new JsonObject
                {
                    ["metadata"] = new JsonObject { ["name"] = "operator", ["uid"] = "uid-1", ["resourceVersion"] = "101" },
                })
                : Answers.Status(HttpStatusCode.NotFound, "NotFound");
            _me.Leases.HoldBy("other");
            return Task.FromResult(old);
        });
        _me.Start();
        await Eventually.HoldsAsync(() => _me.Logger.Messages(1301).Any(), "the sight of the other one");
        await _me.Clock.PassAsync(TimeSpan.FromSeconds(1));
        await _me.Clock.ArmedAsync(TimeSpan.FromSeconds(14));
        Assert.Equal("other", _me.Leases.Holder);
        Assert.Single(_me.Leases.Writes);
        Assert.Empty(_me.Logger.Messages(1306));
    }

    [Fact]
    public async Task An_acquisition_whose_answer_was_lost_is_recognized()
    {
        _me.Leases.LoseAnswer(LeaseServer.IsWrite);
        _me.Start();
        await _me.Clock.PassAsync(TimeSpan.FromSeconds(1));
        await _me.LeadsAsync();
        Assert.Equal(0, (int?)_me.Leases.Spec!["leaseTransitions"]);
    }

    [Fact]
    public async Task A_former_life_under_our_identity_is_somebody_else()
    {
        _me.Leases.HoldBy("me");
        await _me.StandByAsync();
        Assert.Empty(_me.Leases.Writes);
        _me.Clock.Advance(TimeSpan.FromSeconds(15));
        await _me.Clock.PassAsync(ElectionHarness.Jitter);
        await _me.LeadsAsync();
        Assert.Equal(5, (int?)_me.Leases.Spec!["leaseTransitions"]);
    }

    [Fact]
    public async Task Not_being_allowed_to_look_is_told_once_with_what_to_grant_and_tried_again_by_the_period()
    {
        for (int i = 0; i < 5; i++)
        {
            _me.Leases.Next(
                request => request.IsList, () => Answers.Status(HttpStatusCode.Forbidden, "Forbidden", "cannot list"));
        }

        _me.Start();
        for (int i = 1; i <= 5; i++)
        {
            await _me.Clock.ArmedAsync(TimeSpan.FromSeconds(2));
            Assert.Equal(i, _me.Leases.Requests.Count);
            _me.Clock.Advance(TimeSpan.FromSeconds(2));
        }

        await _me.LeadsAsync();
        (Microsoft.Extensions.Logging.LogLevel Level, int, string Message)[] told =
            [.. _me.Logger.Entries.Where(entry => entry.Id == 1306)];
        Assert.Equal(5, told.Length);
        Assert.Single(told, entry => entry.Level == Microsoft.Extensions.Logging.LogLevel.Error);
        Assert.Equal(
            "No success with the lease system/operator, trying again every 00:00:02: GET leases.coordination.k8s.io: "
            + "403 Forbidden: cannot list (grant our account in namespace system: get, list, watch and patch of "
            + "leases.coordination.k8s.io with resourceNames [operator], and create of leases.coordination.k8s.io)",
            told[0].Message);
    }

    [Fact]
    public async Task A_namespace_that_does_not_exist_is_told()
    {
        JsonObject status = Answers.StatusJson(HttpStatusCode.NotFound, "NotFound", "namespaces \"system\" not found");
        status["details"] = new JsonObject { ["name"] = "system", ["kind"] = "namespaces" };
        _me.Leases.Next(LeaseServer.IsWrite, () => Answers.Text(HttpStatusCode.NotFound, status.ToJsonString()));
        _me.Start();
        await _me.Clock.PassAsync(TimeSpan.FromSeconds(1));
        await _me.LeadsAsync();
        string told = Assert.Single(_me.Logger.Messages(1306));
        Assert.EndsWith("not found (create the namespace system)", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_in_the_middle_of_an_acquisition_gives_back_what_was_taken()
    {
        var answer = new TaskCompletionSource();
        _me.Leases.Next(LeaseServer.IsWrite, async (request, token) =>
        {
            _me.Leases.Put(request.Body!["spec"]!.AsObject());
            await answer.Task.WaitAsync(token);
            JsonObject body = request.Body!.DeepClone().AsObject();
            (body["metadata"]!["uid"], body["metadata"]!["resourceVersion"]) = ("uid-1", "101");
            return Answers.Ok(body);
        });
        _me.Start();
        await Eventually.HoldsAsync(() => _me.Leases.Holder == "me");
        await _me.StopAsync();
        answer.SetResult();
        await _me.Run.Soon();
        Assert.Equal("", _me.Leases.Holder);
    }

    [Fact]
    public async Task A_stop_in_the_middle_of_an_attempt_that_fails_is_a_stop()
    {
        var answer = new TaskCompletionSource();
        _me.Leases.Next(LeaseServer.IsWrite, async (_, _) =>
        {
            await answer.Task;
            return Answers.Status(HttpStatusCode.InternalServerError, "InternalServerError");
        });
        _me.Start();
        await Eventually.HoldsAsync(() => _me.Leases.Writes.Any());
        await _me.StopAsync();
        answer.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _me.Run.Soon());
    }

    [Fact]
    public async Task The_lease_is_not_watched_while_leading()
    {
        await _me.StartLeadingAsync();
        await Eventually.HoldsAsync(() => _me.Leases.Watching == 0, "the end of the watch");
    }
}
