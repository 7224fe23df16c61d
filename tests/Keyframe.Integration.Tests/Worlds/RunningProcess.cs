using System.Net;
using System.Text.Json.Nodes;
using Keyframe.Testing.Processes;
using Keyframe.Testing.Resources;

namespace Keyframe.Integration.Tests.Worlds;

/// <summary>An operator in a process of its own, as its ServiceAccount, on ports that were free.</summary>
internal sealed class RunningProcess : IAsyncDisposable
{
    private const string Serving = "Serving ";

    private readonly ChildProgram _program;
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private int _healthPort;
    private int _metricsPort;

    private RunningProcess(ChildProgram program) => _program = program;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<RunningProcess> StartAsync(Cluster cluster, string @namespace) => StartAsync(cluster, @namespace, null);

    /// <summary>Starts it, and waits until its endpoints are there.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="namespace">The namespace it looks after.</param>
    /// <param name="kubeconfig">Who it is; null for the operator's own account.</param>
    /// <param name="flags">More flags.</param>
    public static Task<RunningProcess> StartAsync(Cluster cluster, string @namespace, string? kubeconfig, params string[] flags) =>
        StartAsync(cluster, @namespace, kubeconfig, flags, []);

    /// <summary>As above, with more variables.</summary>
    public static async Task<RunningProcess> StartAsync(
        Cluster cluster, string @namespace, string? kubeconfig, string[] flags, params (string Name, string? Value)[] variables)
    {
        kubeconfig ??= await cluster.Fixture.ControlPlane.KubeconfigForAsync(OperatorAccount.User, OperatorAccount.Groups, Token);
        var process = new RunningProcess(ChildProgram.Start(
            "keyframe-operator.dll",
            [
                $"--kubeconfig={kubeconfig}", $"--namespace={@namespace}",
                "--health-probe-bind-address=127.0.0.1:0", "--metrics-bind-address=127.0.0.1:0", .. flags,
            ],
            variables.ToDictionary(variable => variable.Name, variable => variable.Value)));
        process._healthPort = await process.PortAsync("health-probe-bind-address");
        process._metricsPort = await process.PortAsync("metrics-bind-address");
        return process;
    }

    /// <summary>The log so far. A line that is no JSON fails the test, so everything the process writes is covered.</summary>
    public JsonObject[] Log() => [.. _program.Lines.Select(line => JsonNode.Parse(line)!.AsObject())];

    public Task UntilReadyAsync() => World.EventuallyAsync<object>(
        async () => await HealthAsync("readyz"), answer => answer is (HttpStatusCode.OK, _), "the operator is ready");

    public async Task<(HttpStatusCode Status, string Text)> HealthAsync(string path)
    {
        using HttpResponseMessage answer = await _client.GetAsync(new Uri($"http://127.0.0.1:{_healthPort}/{path}"), Token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }

    public Task<string> MetricsAsync() => _client.GetStringAsync(new Uri($"http://127.0.0.1:{_metricsPort}/metrics"), Token);

    /// <summary>Sends SIGTERM and waits for the end.</summary>
    public Task<int> StopAsync() => _program.StopAsync(Token);

    /// <summary>Stops all of its threads where they are.</summary>
    public void Freeze() => _program.Freeze();

    /// <summary>Lets them go on.</summary>
    public void Thaw() => _program.Thaw();

    /// <summary>Waits for the end.</summary>
    public Task<int> EndAsync() => _program.EndAsync(Token);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _program.DisposeAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', _program.Lines));
    }

    private async Task<int> PortAsync(string setting)
    {
        JsonObject entry = await World.EventuallyAsync<JsonObject>(
            () => Task.FromResult(Array.Find(Log(), entry =>
                ((string)entry["msg"]!).StartsWith(Serving, StringComparison.Ordinal) && (string?)entry["setting"] == setting)),
            _ => true,
            $"the operator serves {setting}");
        return (int)entry["port"]!;
    }
}
