using k8s;
using Keyframe.Operator.Hosting;
using Keyframe.Operator.Settings;
using Keyframe.Operator.Telemetry;

if (args.Contains("--help") || args is ["-h"] or ["help"])
{
    Console.Out.Write(SettingsHelp.Text());
    return ExitCode.Stopped;
}

if (args is ["--version"])
{
    Console.Out.WriteLine(TelemetrySetup.Version);
    return ExitCode.Stopped;
}

if (args is ["settings"])
{
    Console.Out.Write(SettingsHelp.Markdown());
    return ExitCode.Stopped;
}

var here = Surroundings.Here();
SettingsResult result = SettingsReader.Read(args, here);
if (result.Settings is not { } settings)
{
    return Refuse(result.Problems);
}

KubernetesClientConfiguration? cluster = ClusterAccess.Find(
    settings.Kubeconfig, settings.Context, here.Variables.GetValueOrDefault("KUBECONFIG"), out string? problem);
if (cluster is null)
{
    return Refuse([problem!]);
}

// A burst of writes answers on pool threads; two cores would hand them out one by one.
ThreadPool.SetMinThreads(64, 64);
return await new OperatorProcess(result, cluster, here).RunAsync();

static int Refuse(IReadOnlyList<string> problems)
{
    foreach (string problem in problems)
    {
        Console.Error.WriteLine($"keyframe-operator: {problem}");
    }

    Console.Error.WriteLine("keyframe-operator: not started; --help explains every setting");
    return ExitCode.BadSettings;
}
