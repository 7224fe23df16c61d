using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Keyframe.Operator.Tests.Telemetry;

/// <summary>What telemetry costs. It measures the memory of the process, so nothing else may run in it meanwhile.</summary>
[CollectionDefinition(nameof(TelemetryMemoryTests), DisableParallelization = true)]
[Collection(nameof(TelemetryMemoryTests))]
public sealed partial class TelemetryMemoryTests
{
    [Fact]
    public async Task An_endpoint_that_is_down_takes_no_memory_for_what_it_did_not_get()
    {
        using IHost host = TelemetrySetupTests.Build(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"), ("OTEL_EXPORTER_OTLP_TIMEOUT", "100"));
        await host.StartAsync(TestContext.Current.CancellationToken);
        using var source = new ActivitySource("Keyframe.Runtime");
        ILogger logger = host.Services.GetRequiredService<ILogger<TelemetryMemoryTests>>();
        Emit(20_000);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Emit(200_000);
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < 8_000_000, $"{grown} bytes after 200,000 spans and log entries that nobody took");

        void Emit(int count)
        {
            for (int i = 0; i < count; i++)
            {
                using Activity? activity = source.StartActivity("reconcile");
                LogHello(logger, "team-a");
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Hello {Namespace}")]
    private static partial void LogHello(ILogger logger, string @namespace);
}
