using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Keyframe.Registries.Http;
using Keyframe.Registries.Tests.Http;

namespace Keyframe.Registries.Tests;

public sealed partial class RegistryMetricsTests : IDisposable
{
    private readonly RegistryMetrics _metrics = new();
    private readonly MetricsReader _measured;

    public RegistryMetricsTests() => _measured = new MetricsReader(_metrics);

    public void Dispose()
    {
        _measured.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public async Task Every_request_is_counted_by_its_status()
    {
        int asked = 0;
        await using LoopbackServer server = LoopbackServer.Start(exchange => ++asked switch
        {
            1 => exchange.AnswerAsync("{}", 503),
            2 => exchange.AnswerAsync("{}", 302, "Location: there\r\n"),
            3 => exchange.AnswerAsync("{}"),
            _ => exchange.WriteAsync("nonsense\r\n\r\n"),
        });
        using RegistryHttp http = (Client.Of(server) with { Metrics = _metrics }).Open();
        await http.JsonAsync();
        await http.FaultAsync();

        Assert.Equal(
            [
                "1 x keyframe_registry_requests_total{namespace=team,registry=models,code=200} 1",
                "1 x keyframe_registry_requests_total{namespace=team,registry=models,code=302} 1",
                "1 x keyframe_registry_requests_total{namespace=team,registry=models,code=503} 1",
                "1 x keyframe_registry_requests_total{namespace=team,registry=models,code=<error>} 1",
            ],
            _measured.Counted("requests_total"));
        Assert.Equal(
            ["4 x keyframe_registry_request_duration_seconds{namespace=team,registry=models}"], _measured.Counted("duration"));
    }

    [Fact]
    public async Task Every_question_that_ends_in_a_fault_is_counted_by_its_reason()
    {
        var access = new RegistryAccess("team", "models", new Uri("https://registry.example"));
        using var registry = new MeasuredRegistry(new FailingRegistry(), access, _metrics);
        CancellationToken token = TestContext.Current.CancellationToken;
        await Assert.ThrowsAsync<RegistryException>(() => registry.ProbeAsync(token));
        await Assert.ThrowsAsync<RegistryException>(() => registry.GetVersionAsync("p", "1", token));
        await Assert.ThrowsAsync<RegistryException>(() => registry.GetAliasAsync("p", "a", token));
        Assert.Empty((await registry.SurveyAsync(new SurveyRequest([], []), token)).Versions);

        Assert.Equal(
            [
                "1 x keyframe_registry_failures_total{namespace=team,registry=models,reason=AliasNotFound} 1",
                "1 x keyframe_registry_failures_total{namespace=team,registry=models,reason=LoginPage} 1",
                "1 x keyframe_registry_failures_total{namespace=team,registry=models,reason=VersionNotFound} 1",
            ],
            _measured.Counted("failures"));
    }

    [Fact]
    public void Drift_is_counted_and_shown_until_the_registry_is_gone()
    {
        _metrics.Drifted("team", "models", "ContentTampered");
        _metrics.SetDrifted("team", "models", 3);
        _metrics.Forget("team", "models");
        Assert.Equal(
            [
                "keyframe_registry_drift_total{namespace=team,registry=models,reason=ContentTampered} 1",
                "keyframe_registry_drifted{namespace=team,registry=models} 3",
                "keyframe_registry_drifted{namespace=team,registry=models} 0",
            ],
            _measured.Measured);
    }

    [Fact]
    public void The_reference_page_lists_every_metric_as_it_is()
    {
        var access = new RegistryAccess("team", "models", new Uri("https://registry.example"));
        _metrics.Requested(access, "200", TimeSpan.Zero);
        _metrics.Failed(access, "LoginPage");
        _metrics.Drifted("team", "models", "ContentTampered");
        _metrics.SetDrifted("team", "models", 0);
        IEnumerable<string> measured =
            from instrument in _measured.Instruments
            let series = _measured.Measured.Single(m => m.StartsWith($"{instrument.Name}{{", StringComparison.Ordinal))
            let labels = Label().Matches(series).Select(label => $"`{label.Groups[1].Value}`")
            select $"`{instrument.Name}` | {TypeOf(instrument)} | {string.Join(", ", labels)}";

        IEnumerable<string> documented = Row()
            .Matches(File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", "reference", "metrics.md")))
            .Select(row => row.Groups[1].Value);
        Assert.Equal(measured, documented);
    }

    [Fact]
    public void Each_says_what_it_is_and_times_are_in_seconds() => Assert.All(_measured.Instruments, instrument =>
    {
        Assert.EndsWith(".", instrument.Description);
        Assert.Equal(instrument.Name.EndsWith("_seconds", StringComparison.Ordinal) ? "s" : null, instrument.Unit);
    });

    private static string TypeOf(Instrument instrument) => instrument switch
    {
        Histogram<double> => "histogram",
        Counter<long> => "counter",
        Gauge<long> => "gauge",
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

    [GeneratedRegex(@"[{,](\w+)=")]
    private static partial Regex Label();

    [GeneratedRegex(@"^\| (`keyframe_registry_\w+` \| \w+ \| [^|]*?) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    private sealed class FailingRegistry : IPromptRegistry
    {
        public Task ProbeAsync(CancellationToken cancellationToken) => throw Failure("LoginPage");

        public Task<RegistryPrompt> GetVersionAsync(string name, string version, CancellationToken cancellationToken) =>
            Task.FromException<RegistryPrompt>(Failure("VersionNotFound"));

        public Task<RegistryPrompt> GetAliasAsync(string name, string alias, CancellationToken cancellationToken) =>
            Task.FromException<RegistryPrompt>(Failure("AliasNotFound"));

        public Task<Survey> SurveyAsync(SurveyRequest request, CancellationToken cancellationToken) =>
            Task.FromResult(new Survey([], [], null));

        public void Dispose()
        {
        }

        private static RegistryException Failure(string reason) =>
            new(new RegistryFault(RegistryFaultKind.Permanent, reason, "no"));
    }
}
