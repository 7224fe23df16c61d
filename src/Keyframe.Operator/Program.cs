using System.CommandLine;
using Keyframe.Operator;
using Keyframe.Operator.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

var kubeconfig = new Option<string?>("--kubeconfig")
{
    Description = "The kubeconfig file. Default: KUBECONFIG, the pod's own account, or ~/.kube/config.",
};
var context = new Option<string?>("--context") { Description = "The context of the kubeconfig. Default: its current context." };
var only = new Option<string?>("--namespace") { Description = "Look after this namespace alone. Default: all namespaces." };
var level = new Option<LogLevel>("--log-level")
{
    Description = "The least severe log level written to stderr.",
    DefaultValueFactory = _ => LogLevel.Information,
};
var root = new RootCommand("The Keyframe operator: materializes GenAI application snapshots and rolls them out to workloads.")
{
    kubeconfig, context, only, level,
};
root.SetAction((parsed, _) => RunAsync(
    parsed.GetValue(kubeconfig), parsed.GetValue(context), new KeyframeOptions { Namespace = parsed.GetValue(only) }, parsed.GetValue(level)));

// The host handles SIGTERM and Ctrl-C itself, and drains.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

static async Task<int> RunAsync(string? kubeconfig, string? context, KeyframeOptions options, LogLevel level)
{
    if (ClusterAccess.Find(kubeconfig, context, Environment.GetEnvironmentVariable("KUBECONFIG"), out string? problem) is not { } configuration)
    {
        await Console.Error.WriteLineAsync(problem);
        return 2;
    }

    // A burst of writes answers on pool threads; two cores would hand them out one by one.
    ThreadPool.SetMinThreads(64, 64);
    var exitCode = new ExitCode();
    HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
    builder.Logging.SetMinimumLevel(level).AddSimpleConsole(options =>
    {
        options.SingleLine = true;
        options.UseUtcTimestamp = true;
        options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        options.ColorBehavior = LoggerColorBehavior.Default;
    });
    builder.Services
        .Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace)
        .Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(35))
        .AddSingleton(configuration)
        .AddSingleton(options)
        .AddSingleton(exitCode)
        .AddHostedService<OperatorService>();
    await builder.Build().RunAsync();
    return exitCode.Value;
}
