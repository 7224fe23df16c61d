using System.Diagnostics;
using System.Diagnostics.Metrics;
using Keyframe.Operator.Settings;
using Keyframe.Operator.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Keyframe.Operator.Tests.Telemetry;

/// <summary>What is sent to a collector, and what happens where there is none.</summary>
public sealed partial class TelemetrySetupTests
{
    private const string Metrics = "/v1/metrics";
    private const string Traces = "/v1/traces";
    private const string Logs = "/v1/logs";

    [Fact]
    public async Task All_three_signals_are_sent_where_an_endpoint_is_set()
    {
        using var collector = new Collector();
        await RunAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url));
        Assert.Equal([Logs, Metrics, Traces], collector.Paths);
        Assert.Contains("reconcile-of-a-test", collector.Bodies(Traces), StringComparison.Ordinal);
        Assert.Contains("controller_runtime_test_total", collector.Bodies(Metrics), StringComparison.Ordinal);
        Assert.Contains("dotnet.gc.collections", collector.Bodies(Metrics), StringComparison.Ordinal);
        Assert.Contains("Hello team-a", collector.Bodies(Logs), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TRACES", Traces)]
    [InlineData("METRICS", Metrics)]
    [InlineData("LOGS", Logs)]
    public async Task One_signal_is_sent_where_only_its_endpoint_is_set(string signal, string path)
    {
        using var collector = new Collector();
        await RunAsync(($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT", collector.Url + path));
        Assert.Equal([path], collector.Paths);
    }

    [Fact]
    public async Task The_process_says_who_it_is()
    {
        using var collector = new Collector();
        await RunAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url), ("POD_NAME", "keyframe-operator-abc"));
        foreach (string known in new[]
        {
            "service.name", "keyframe-operator", "service.version", TelemetrySetup.Version, "k8s.pod.name", "keyframe-operator-abc",
            "k8s.namespace.name", "its-namespace",
        })
        {
            Assert.Contains(known, collector.Bodies(Traces), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_sampler_of_the_environment_is_kept()
    {
        using var collector = new Collector();
        await RunAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url), ("OTEL_TRACES_SAMPLER", "always_off"));
        Assert.Equal([Logs, Metrics], collector.Paths);
    }

    [Fact]
    public async Task Nothing_is_sent_where_the_SDK_is_disabled()
    {
        using var collector = new Collector();
        await RunAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url), ("OTEL_SDK_DISABLED", "true"));
        Assert.Empty(collector.Paths);
    }

    [Fact]
    public async Task Without_an_endpoint_nobody_listens_to_traces_at_all()
    {
        using IHost host = Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        using var source = new ActivitySource("Keyframe.Runtime");
        Assert.False(source.HasListeners());
    }

    private static async Task RunAsync(params (string Name, string Value)[] variables)
    {
        using (IHost host = Build([.. variables, ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")]))
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            using var source = new ActivitySource("Keyframe.Runtime");
            using var meter = new Meter("Keyframe.Runtime");
            meter.CreateCounter<long>("controller_runtime_test_total").Add(1);
            source.StartActivity("reconcile-of-a-test")?.Dispose();
            LogHello(host.Services.GetRequiredService<ILogger<TelemetrySetupTests>>(), "team-a");
            await host.StopAsync(TestContext.Current.CancellationToken);
        }
    }

    internal static IHost Build(params (string Name, string Value)[] variables)
    {
        var here = new Surroundings(variables.ToDictionary(variable => variable.Name, variable => variable.Value), false, "its-namespace");
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.AddTelemetry(SettingsReader.Read([], here).Settings!, here);
        return builder.Build();
    }

    [LoggerMessage(1, LogLevel.Information, "Hello {Namespace}")]
    private static partial void LogHello(ILogger logger, string @namespace);
}
