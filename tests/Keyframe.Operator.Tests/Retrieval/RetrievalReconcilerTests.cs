using Keyframe.Api.Snapshots;
using Keyframe.Core.Retrieval;
using Keyframe.Operator.Retrieval;
using Keyframe.Operator.Telemetry;
using Keyframe.Operator.Tests.Fakes;
using Keyframe.Runtime;

namespace Keyframe.Operator.Tests.Retrieval;

/// <summary>Which snapshots' indexes are looked at, what is found out, and that it is told to those who have to know.</summary>
public sealed class RetrievalReconcilerTests : IAsyncDisposable
{
    private const string Verified = """
        {"name": "kb", "indexVersion": "1", "verify": {"http": {"url": "https://index.example.com/kb", "jsonPointer": "/version"}} }
        """;

    private const string Told = """{"name": "faq", "indexVersion": "1", "verify": {"configMapKeyRef": {"name": "indexes", "key": "faq"}} }""";

    private static readonly ObjectKey Key = new("shop", "bot-1");

    private readonly Workbench _bench = new();
    private readonly FakeIndexes _indexes = new();
    private readonly FakeMeters _meters = new();
    private readonly RetrievalReports _reports = new();
    private readonly RetrievalMetrics _metrics;
    private readonly IndexChecks _checks;
    private readonly RetrievalReconciler _reconciler;

    public RetrievalReconcilerTests()
    {
        _checks = new IndexChecks(_indexes, _bench.Clock, () => 0.5);
        _reconciler = new RetrievalReconciler(_bench.Caches, _checks, _reports);
        _metrics = new RetrievalMetrics(_reports, _meters);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _metrics.Dispose();
        _meters.Dispose();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task A_snapshot_without_verify_has_nothing_to_report()
    {
        Put("""{"name": "kb", "indexVersion": "1"}""");
        Bind("bot-1");
        Assert.Null(await ReconcileAsync());
        Assert.Null(Report());
        Assert.Equal((0, 0), (_indexes.Asked.Count, _checks.Count));
    }

    [Theory]
    [InlineData("bot-1", null, true)]
    [InlineData("bot-2", "bot-1", true)]
    [InlineData("bot-2", "bot-2", false)]
    [InlineData("bot-2", null, false)]
    public async Task Indexes_are_looked_at_while_a_binding_asks_for_the_snapshot_or_has_it_active(string asked, string? active, bool isInUse)
    {
        Put(Verified);
        Bind(asked, active);
        Assert.Equal(isInUse ? TimeSpan.FromMinutes(5) : null, await ReconcileAsync());
        Assert.Equal(isInUse ? 1 : 0, _indexes.Asked.Count);
        Assert.Equal(isInUse, Report()!.IsInUse);
        Assert.Equal(isInUse, Report()!.Findings is not null);
    }

    [Fact]
    public async Task Before_the_first_look_nothing_is_known()
    {
        Put(Verified);
        await _bench.FillCachesAsync();
        Assert.Equal(new RetrievalReport(null, IsInUse: true), Report());
        Assert.Null(_reports.For(new GenAIAppSnapshot()));
    }

    [Fact]
    public async Task A_snapshot_that_is_no_longer_used_or_gone_is_forgotten()
    {
        Put(Verified);
        Bind("bot-1");
        await ReconcileAsync();
        Assert.Equal(1, _checks.Count);
        Bind("bot-2");
        Assert.Null(await ReconcileAsync());
        Assert.Equal((0, false), (_checks.Count, Report()!.IsInUse));

        Bind("bot-1");
        _indexes.Says = new IndexReading("2", null);
        await ReconcileAsync();
        Assert.Equal(2, _indexes.Asked.Count);
        Assert.Equal(["keyframe_retrieval_drifted{shop,bot-1,kb,1,2}"], Measured());
        _bench.Api.Remove("genaiappsnapshots", "shop", "bot-1");
        Assert.Null(await ReconcileAsync());
        Assert.Equal(0, _checks.Count);
        Assert.Empty(Measured());
    }

    [Fact]
    public async Task One_that_was_made_anew_under_the_same_name_inherits_nothing()
    {
        Put(Verified);
        Bind("bot-1");
        await ReconcileAsync();
        Put(Verified, uid: "another");
        await _bench.RefreshAsync();
        Assert.Null(Report()!.Findings);
    }

    [Fact]
    public async Task A_settled_index_costs_nothing_until_its_time()
    {
        Put(Verified);
        Bind("bot-1");
        for (int look = 0; look < 5; look++)
        {
            await ReconcileAsync();
            _bench.Clock.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Single(_indexes.Asked);
        Assert.Empty(_bench.Api.Writes);
    }

    [Fact]
    public async Task What_moved_and_what_is_not_known_are_measured_while_they_are()
    {
        Put($"{Verified}, {Told}");
        Bind("bot-1");
        _indexes.Mark(Faq, "");
        _indexes.Says = new IndexReading("2", null);
        Assert.Equal(TimeSpan.FromMinutes(5), await ReconcileAsync());
        Assert.Equal(["keyframe_retrieval_drifted{shop,bot-1,kb,1,2}", "keyframe_retrieval_drifted{shop,bot-1,faq,1,2}"], Measured());

        _indexes.Says = new IndexReading(null, "gone.");
        _indexes.Mark(Faq, "101");
        await ReconcileAsync();
        Assert.Equal(["keyframe_retrieval_drifted{shop,bot-1,kb,1,2}", "keyframe_retrieval_unknown{shop,bot-1,faq}"], Measured());

        _indexes.Says = new IndexReading("1", null);
        _indexes.Mark(Faq, "102");
        _bench.Clock.Advance(TimeSpan.FromMinutes(5));
        await ReconcileAsync();
        Assert.Empty(Measured());
    }

    [Fact]
    public async Task An_index_that_only_a_ConfigMap_tells_of_needs_no_timer()
    {
        Put(Told);
        Bind("bot-1");
        _indexes.Mark(Faq, "101");
        Assert.Null(await ReconcileAsync());
        Assert.Equal([new RetrievalFinding("faq", "1", "1", null)], Report()!.Findings!);
    }

    [Fact]
    public async Task A_verification_that_cannot_be_followed_is_a_finding_and_asks_nobody()
    {
        Put("""{"name": "kb", "indexVersion": "1", "verify": {"http": {"url": "ftp://index/", "jsonPointer": ""}} }""");
        Bind("bot-1");
        Assert.Null(await ReconcileAsync());
        Assert.Contains("verify.http.url", Assert.Single(Report()!.Findings!).Problem, StringComparison.Ordinal);
        Assert.Empty(_indexes.Asked);
    }

    [Fact]
    public async Task Snapshots_that_name_one_URL_are_one_question()
    {
        foreach (string name in new[] { "bot-1", "bot-2", "bot-3" })
        {
            Put(Verified, name: name);
            Bind(name, binding: name);
        }

        foreach (string name in new[] { "bot-1", "bot-2", "bot-3" })
        {
            await ReconcileAsync(new ObjectKey("shop", name));
        }

        Assert.Single(_indexes.Asked);
        Assert.Equal(1, _checks.Count);
    }

    [Fact]
    public async Task One_server_that_does_not_answer_does_not_keep_the_next_from_being_asked()
    {
        Put($"{Verified}, {Told}");
        Bind("bot-1");
        _indexes.Mark(Faq, "101");
        var answers = new TaskCompletionSource();
        var both = new TaskCompletionSource();
        _indexes.Before = () =>
        {
            if (_indexes.Asked.Count == 2)
            {
                both.TrySetResult();
            }

            return answers.Task;
        };
        Task<TimeSpan?> reconcile = ReconcileAsync();
        await both.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        answers.SetResult();
        await reconcile;
        Assert.Equal(["kb", "faq"], Report()!.Findings!.Select(finding => finding.Name));
    }

    [Fact]
    public async Task An_API_server_that_refuses_leaves_what_was_known()
    {
        Put(Verified);
        Bind("bot-1");
        await ReconcileAsync();
        RetrievalReport known = Report()!;
        _bench.Clock.Advance(TimeSpan.FromMinutes(5));
        _indexes.Before = () => throw new InvalidOperationException("refused");
        await Assert.ThrowsAsync<InvalidOperationException>(() => ReconcileAsync());
        Assert.Same(known, Report());
    }

    [Fact]
    public async Task News_are_what_is_known_now_and_was_not_before()
    {
        Put(Verified);
        await _bench.FillCachesAsync();
        GenAIAppSnapshot snapshot = _bench.Caches.Snapshots.Store.Get(Key)!;
        var good = new RetrievalFinding("kb", "1", "1", null);
        (RetrievalReport Report, bool IsNews)[] story =
        [
            (new([good], true), true),
            (new([good with { }], true), false),
            (new([good with { Found = "2" }], true), true),
            (new([good with { Found = null, Problem = "a" }], true), true),
            (new([good with { Found = null, Problem = "b" }], true), true),
            (new(null, false), true),
            (new(null, false), false),
            (new([], false), true),
        ];
        Assert.All(story, step => Assert.Equal(step.IsNews, _reports.Report(snapshot, step.Report)));
    }

    private static IndexSource Faq { get; } = new IndexSource.Entry(new ObjectKey("shop", "indexes"), "faq");

    private void Put(string retrieval, string uid = "uid", string name = "bot-1") => _bench.Api.Put("genaiappsnapshots", "shop", name, $$"""
        {"metadata": {"uid": "{{uid}}"}, "spec": {"retrieval": [{{retrieval}}]} }
        """);

    private void Bind(string snapshot, string? active = null, string binding = "bot") => _bench.Api.Put("genaideployments", "shop", binding, $$"""
        {"spec": {"workloadRef": {"name": "web"}, "snapshotRef": {"name": "{{snapshot}}"} },
         "status": {"active": {"snapshot": "{{active}}"} } }
        """);

    private async Task<TimeSpan?> ReconcileAsync(ObjectKey? key = null)
    {
        await _bench.RefreshAsync();
        return (await _reconciler.ReconcileAsync(key ?? Key, Token)).RequeueAfter;
    }

    private RetrievalReport? Report() => _reports.For(_bench.Caches.Snapshots.Store.Get(Key)!);

    private IReadOnlyList<string> Measured() => _meters.Observe();
}
