using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Keyframe.Operator.Endpoints;
using Keyframe.Operator.Hosting;
using Keyframe.Operator.Settings;
using Keyframe.Operator.Telemetry;
using Microsoft.Extensions.Hosting;

namespace Keyframe.Operator.Tests.Hosting;

/// <summary>The two addresses, opened for real on loopback.</summary>
public sealed class OperatorEndpointsTests : IDisposable
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private string? _problem = "not filled yet: ConfigMap";

    public static TheoryData<string> RuntimeSeries =>
    [
        "dotnet_gc_collections_total", "dotnet_process_memory_working_set_bytes", "process_cpu_seconds_total", "process_resident_memory_bytes",
        "process_start_time_seconds", "target_info", "service_name=\"keyframe-operator\"", "k8s_namespace_name=\"here\"",
    ];

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Health_is_served_on_one_address_and_metrics_on_the_other()
    {
        await using Started started = await StartAsync("--health-probe-bind-address=127.0.0.1:0", "--metrics-bind-address=127.0.0.1:0");
        Assert.NotEqual(started.Endpoints.HealthPort, started.Endpoints.MetricsPort);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(started.Endpoints.HealthPort, "healthz"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(started.Endpoints.HealthPort, "metrics"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(started.Endpoints.MetricsPort, "metrics"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(started.Endpoints.MetricsPort, "healthz"));
    }

    [Fact]
    public async Task Readiness_follows_the_state_of_the_moment()
    {
        await using Started started = await StartAsync("--health-probe-bind-address=127.0.0.1:0", "--metrics-bind-address=0");
        Assert.Null(started.Endpoints.MetricsPort);
        Assert.Equal(HttpStatusCode.InternalServerError, await StatusAsync(started.Endpoints.HealthPort, "readyz"));
        _problem = null;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(started.Endpoints.HealthPort, "readyz"));
    }

    [Fact]
    public async Task One_address_for_both_serves_both()
    {
        int port = FreePort();
        await using Started started = await StartAsync(
            $"--health-probe-bind-address=127.0.0.1:{port}", $"--metrics-bind-address=127.0.0.1:{port}");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(port, "healthz"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(port, "metrics"));
    }

    [Fact]
    public async Task Both_can_be_off()
    {
        await using Started started = await StartAsync("--health-probe-bind-address=0", "--metrics-bind-address=0");
        Assert.Equal((null, null), (started.Endpoints.HealthPort, started.Endpoints.MetricsPort));
    }

    [Fact]
    public async Task An_address_that_is_taken_is_named_with_its_setting()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var refused = await Assert.ThrowsAsync<EndpointException>(() =>
            StartAsync("--health-probe-bind-address=127.0.0.1:0", $"--metrics-bind-address=127.0.0.1:{port}"));
        Assert.Equal($"metrics-bind-address: cannot listen on 127.0.0.1:{port}: another process listens there", refused.Message);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_named_with_its_setting()
    {
        var refused = await Assert.ThrowsAsync<EndpointException>(() =>
            StartAsync("--health-probe-bind-address=192.0.2.1:8081", "--metrics-bind-address=0"));
        Assert.StartsWith("health-probe-bind-address: cannot listen on 192.0.2.1:8081: ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(RuntimeSeries))]
    public async Task The_metrics_page_has_the_process_and_the_runtime_of_dotnet(string series)
    {
        using var process = new ProcessMetrics();
        await using Started started = await StartAsync("--health-probe-bind-address=0", "--metrics-bind-address=127.0.0.1:0");
        Assert.Contains(series, await MetricsAsync(started), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_controller_runtime_measures_keeps_the_names_that_dashboards_know()
    {
        await using Started started = await StartAsync("--health-probe-bind-address=0", "--metrics-bind-address=127.0.0.1:0");
        using var meter = new Meter("Keyframe.Runtime");
        var reconciles = meter.CreateCounter<long>("controller_runtime_reconcile_total");
        reconciles.Add(3, new("controller", "snapshot"), new KeyValuePair<string, object?>("result", "success"));
        meter.CreateHistogram<double>("controller_runtime_reconcile_time_seconds", "s").Record(0.1);
        string text = await MetricsAsync(started);
        Assert.Contains("controller_runtime_reconcile_total{controller=\"snapshot\",result=\"success\"} 3", text, StringComparison.Ordinal);
        Assert.Contains("controller_runtime_reconcile_time_seconds_bucket{", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_measured_where_OpenTelemetry_is_disabled()
    {
        await using Started started = await StartAsync(
            ["--health-probe-bind-address=0", "--metrics-bind-address=127.0.0.1:0"], ("OTEL_SDK_DISABLED", "true"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(started.Endpoints.MetricsPort, "metrics"));
    }

    [Fact]
    public async Task Only_reading_is_allowed()
    {
        await using Started started = await StartAsync("--health-probe-bind-address=127.0.0.1:0", "--metrics-bind-address=0");
        using HttpResponseMessage answer = await _client.PostAsync(Url(started.Endpoints.HealthPort, "healthz"), null, Token);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    public async Task Closing_does_not_wait_for_open_connections()
    {
        Started started = await StartAsync("--health-probe-bind-address=127.0.0.1:0", "--metrics-bind-address=0");
        using var scraper = new TcpClient();
        await scraper.ConnectAsync(IPAddress.Loopback, started.Endpoints.HealthPort!.Value, Token);
        await scraper.GetStream().WriteAsync("GET /healthz HTTP/1.1\r\nHost: x\r\n"u8.ToArray(), Token);
        await started.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Uri Url(int? port, string path) => new($"http://127.0.0.1:{port}/{path}");

    private async Task<HttpStatusCode> StatusAsync(int? port, string path)
    {
        using HttpResponseMessage answer = await _client.GetAsync(Url(port, path), Token);
        return answer.StatusCode;
    }

    private Task<string> MetricsAsync(Started started) => _client.GetStringAsync(Url(started.Endpoints.MetricsPort, "metrics"), Token);

    private Task<Started> StartAsync(params string[] flags) => StartAsync(flags, []);

    private async Task<Started> StartAsync(string[] flags, params (string Name, string Value)[] variables)
    {
        var here = new Surroundings(variables.ToDictionary(variable => variable.Name, variable => variable.Value), false, "here");
        OperatorSettings settings = SettingsReader.Read(flags, here).Settings!;
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.AddTelemetry(settings, here);
        IHost host = builder.Build();
        try
        {
            await host.StartAsync(Token);
            OperatorEndpoints endpoints = await OperatorEndpoints.StartAsync(
                settings, [new HealthCheck("ping", () => null)], [new HealthCheck("caches", () => _problem)], host.Services, Token);
            return new Started(host, endpoints);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    private sealed class Started(IHost host, OperatorEndpoints endpoints) : IAsyncDisposable
    {
        public OperatorEndpoints Endpoints => endpoints;

        public async ValueTask DisposeAsync()
        {
            await endpoints.DisposeAsync();
            await host.StopAsync(CancellationToken.None);
            host.Dispose();
        }
    }
}
