using System.Diagnostics.Metrics;
using System.Net;
using System.Text.RegularExpressions;
using Keyframe.Runtime.Telemetry;

namespace Keyframe.Runtime.Tests.Telemetry;

/// <summary>The names are other people's queries: a change here breaks their dashboards and silences their alerts.</summary>
public sealed partial class MetricNamesTests : IDisposable
{
    private const string Expected = """
        controller_runtime_active_workers gauge controller
        controller_runtime_max_concurrent_reconciles gauge controller
        controller_runtime_reconcile_errors_total counter controller
        controller_runtime_reconcile_time_seconds histogram controller
        controller_runtime_reconcile_timeouts_total counter controller
        controller_runtime_reconcile_total counter controller,result
        controller_runtime_terminal_reconcile_errors_total counter controller
        events_dropped_total counter
        informer_objects gauge resource
        informer_relists_total counter reason,resource
        informer_synced gauge resource
        informer_undecodable_objects gauge resource
        informer_watch_failures_total counter resource
        leader_election_master_status gauge name
        rest_client_request_duration_seconds histogram host,verb
        rest_client_requests_total counter code,host,method
        workqueue_adds_total counter controller,name
        workqueue_depth gauge controller,name,priority
        workqueue_longest_running_processor_seconds gauge controller,name
        workqueue_queue_duration_seconds histogram controller,name
        workqueue_retries_total counter controller,name
        workqueue_unfinished_work_seconds gauge controller,name
        workqueue_work_duration_seconds histogram controller,name
        """;

    private readonly RuntimeMetrics _metrics = new();
    private readonly MetricsCollector _seen;

    public MetricNamesTests()
    {
        _seen = new MetricsCollector(_metrics);
        _metrics.Controller("c").Reconciled(ReconcileOutcome.Success, TimeSpan.Zero);
        _metrics.Queue("c").Queued(TimeSpan.Zero);
        _metrics.Queue("c").Worked(TimeSpan.Zero);
        _metrics.Informer("widgets.test.dev");
        _metrics.RegisterLeader("ns/lease", () => true);
        RequestMetrics requests = _metrics.Requests(new Uri("https://server"));
        requests.Answered(HttpMethod.Get, HttpStatusCode.OK);
        requests.Took(HttpMethod.Get, TimeSpan.Zero);
        _seen.Collect();
    }

    public void Dispose()
    {
        _seen.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public void Dashboards_find_their_names() => Assert.Equal(Expected, string.Join('\n', Measured()));

    [Fact]
    public void The_reference_page_lists_every_metric_as_it_is()
    {
        IEnumerable<string> documented =
            from Match row in Row().Matches(File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", "reference", "metrics.md")))
            where !row.Groups["name"].Value.StartsWith("keyframe_", StringComparison.Ordinal)   // another meter's
            let labels = row.Groups["labels"].Value.Split(',', ' ').Select(label => label.Trim('`')).Where(label => label.Length > 0)
            select Line(row.Groups["name"].Value, row.Groups["type"].Value, string.Join(',', labels.Order(StringComparer.Ordinal)));
        Assert.Equal(Measured(), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Times_are_in_seconds_and_counts_have_no_unit_that_an_exporter_would_append() => Assert.All(
        _seen.Instruments,
        i => Assert.Equal(i.Name.EndsWith("_seconds", StringComparison.Ordinal) ? "s" : null, i.Unit));

    [Fact]
    public void Every_metric_says_what_it_is() => Assert.All(_seen.Instruments, i => Assert.EndsWith(".", i.Description));

    [Theory]
    [InlineData("controller_runtime_reconcile_time_seconds", 40, 0.005, 60)]
    [InlineData("rest_client_request_duration_seconds", 12, 0.005, 60)]
    [InlineData("workqueue_queue_duration_seconds", 12, 1e-8, 1000)]
    [InlineData("workqueue_work_duration_seconds", 12, 1e-8, 1000)]
    public void Histograms_bring_their_buckets(string name, int count, double first, double last)
    {
        var histogram = (Histogram<double>)_seen.Instruments.Single(i => i.Name == name);
        IReadOnlyList<double> buckets = histogram.Advice!.HistogramBucketBoundaries!;
        Assert.Equal((count, first, last), (buckets.Count, buckets[0], buckets[^1]));
        Assert.Equal(buckets.Order().Distinct(), buckets);
    }

    private IEnumerable<string> Measured() => _seen.Instruments
        .Select(i => Line(i.Name, TypeOf(i), _seen.LabelsOf(i.Name)))
        .Order(StringComparer.Ordinal);

    private static string Line(string name, string type, string labels) => $"{name} {type} {labels}".TrimEnd();

    private static string TypeOf(Instrument instrument) => instrument switch
    {
        Histogram<double> => "histogram",
        Counter<long> or ObservableCounter<long> => "counter",
        ObservableGauge<long> or ObservableGauge<double> => "gauge",
        _ => instrument.GetType().Name,
    };

    private static string RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Operator.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException("Operator.sln is in no folder above: run this in the repository.");
    }

    [GeneratedRegex(@"^\| `(?<name>\w+)` \| (?<type>\w+) \| (?<labels>[^|]*)\| [^|]+ \| [^|]+ \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
