using System.Text.RegularExpressions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Retrieval;
using Keyframe.Operator.Retrieval;
using Keyframe.Operator.Telemetry;
using Keyframe.Testing.Resources;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Keyframe.Operator.Tests.Telemetry;

/// <summary>What becomes of the series of an index on the way through OpenTelemetry.</summary>
public sealed partial class RetrievalMetricsTests : IDisposable
{
    private readonly RetrievalReports _reports = new();
    private readonly RetrievalMetrics _metrics;
    private readonly Page _page = new();
    private readonly MeterProvider _provider;

    public RetrievalMetricsTests()
    {
        _metrics = new RetrievalMetrics(_reports);
        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(RetrievalMetrics.MeterName)
            .AddReader(new BaseExportingMetricReader(_page))
            .Build();
    }

    public void Dispose()
    {
        _provider.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public void A_series_is_there_while_an_index_is_elsewhere_and_then_no_more()
    {
        Assert.Empty(Collect());
        Report("2");
        Assert.Equal(["keyframe_retrieval_drifted expected=1 found=2 namespace=shop retrieval=kb snapshot=bot"], Collect());
        Report("3");
        Assert.Equal(["keyframe_retrieval_drifted expected=1 found=3 namespace=shop retrieval=kb snapshot=bot"], Collect());
        Report(null);
        Assert.Equal(["keyframe_retrieval_unknown namespace=shop retrieval=kb snapshot=bot"], Collect());
        Report("1");
        Assert.Empty(Collect());
    }

    [Fact]
    public void An_index_that_moves_all_the_time_takes_no_series_from_the_others()
    {
        for (int version = 2; version < 5000; version++)
        {
            Report($"{version}");
            Assert.Equal(
                [$"keyframe_retrieval_drifted expected=1 found={version} namespace=shop retrieval=kb snapshot=bot"], Collect());
        }
    }

    [Fact]
    public void The_reference_page_lists_every_metric_as_it_is()
    {
        var labels = new List<string>();
        Report("2");
        labels.AddRange(Collect());
        Report(null);
        labels.AddRange(Collect());
        IEnumerable<string> documented =
            from Match row in Row().Matches(File.ReadAllText(Repository.Path("docs/reference/metrics.md")))
            let names = row.Groups["labels"].Value.Split(", ").Select(label => label.Trim('`')).Order(StringComparer.Ordinal)
            select $"{row.Groups["name"].Value} {string.Join(' ', names)}";
        Assert.Equal(labels.Select(series => Value().Replace(series, "")), documented);
    }

    [GeneratedRegex(@"^\| `(?<name>keyframe_retrieval_\w+)` \| gauge \| (?<labels>[^|]*?) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("=\\S+")]
    private static partial Regex Value();

    private void Report(string? found) => _reports.Report(
        new GenAIAppSnapshot
        {
            Metadata = new() { Name = "bot", NamespaceProperty = "shop", Uid = "uid" },
            Spec = new GenAIAppSnapshotSpec { Retrieval = [new RetrievalSpec { Name = "kb", Verify = new RetrievalVerification() }] },
        },
        new RetrievalReport([new RetrievalFinding("kb", "1", found, found is null ? "gone." : null)], IsInUse: true));

    private List<string> Collect()
    {
        _page.Series.Clear();
        _provider.ForceFlush();
        return _page.Series;
    }

    /// <summary>What a page of metrics would show.</summary>
    private sealed class Page : BaseExporter<Metric>
    {
        public List<string> Series { get; } = [];

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (Metric metric in batch)
            {
                foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
                {
                    var tags = new SortedDictionary<string, object?>(StringComparer.Ordinal);
                    foreach (KeyValuePair<string, object?> tag in point.Tags)
                    {
                        tags.Add(tag.Key, tag.Value);
                    }

                    Series.Add(string.Join(' ', tags.Select(tag => $"{tag.Key}={tag.Value}").Prepend(metric.Name)));
                }
            }

            return ExportResult.Success;
        }
    }
}
