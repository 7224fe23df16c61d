using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptRegistries;
using Keyframe.Api.PromptVersions;
using Keyframe.Testing.Registries.Langfuse;
using Keyframe.Testing.Registries.Mlflow;

namespace Keyframe.Integration.Tests.Worlds;

/// <summary>A namespace with an operator, an MLflow server and a Langfuse server on loopback, and authors who write prompts there.</summary>
internal sealed class RegistryWorld : IAsyncDisposable
{
    private int _surveys;

    private RegistryWorld(World cluster, FakeMlflow mlflow, FakeLangfuse langfuse, FakeMlflowOptions? options)
    {
        (Cluster, Mlflow, Langfuse) = (cluster, mlflow, langfuse);
        MlflowAuthor = new MlflowAuthor(mlflow.Url, options is { Username: { } user, Password: { } password }
            ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")))
            : null);
        LangfuseAuthor = new LangfuseAuthor(langfuse.Url, langfuse.Authorization);
    }

    public World Cluster { get; }

    public FakeMlflow Mlflow { get; }

    public FakeLangfuse Langfuse { get; }

    public MlflowAuthor MlflowAuthor { get; }

    public LangfuseAuthor LangfuseAuthor { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RegistryWorld> StartAsync(Cluster cluster, string hint, FakeMlflowOptions? options = null)
    {
        FakeMlflow mlflow = await FakeMlflow.StartAsync(options, Token);
        FakeLangfuse langfuse = await FakeLangfuse.StartAsync(null, Token);
        return new RegistryWorld(await World.StartAsync(cluster, hint), mlflow, langfuse, options);
    }

    /// <summary>The registry lf, with its keys in a Secret that the operator may read.</summary>
    public async Task ApplyLangfuseAsync(string more = "")
    {
        await GrantAsync("lf-keys");
        await Cluster.ApplyAsync(
            RegistryManifests.Secret("lf-keys", Langfuse.Url.Authority, ("publicKey", "pk-lf-fake"), ("secretKey", "sk-lf-fake"))
            + RegistryManifests.Langfuse(Langfuse.Url, more: $"secretRef: {{name: lf-keys}}\n  {more}"));
    }

    /// <summary>Grants the operator a Secret as the owner of the namespace would, by the component of config/.</summary>
    public async Task GrantAsync(string secret)
    {
        string user = Keyframe.Testing.Resources.OperatorAccount.User;
        (await Cluster.Kubectl.RunAsync(
            ["create", "role", $"read-{secret}", "--verb=get", "--resource=secrets", $"--resource-name={secret}"], Token)).EnsureSuccess();
        (await Cluster.Kubectl.RunAsync(
            ["create", "rolebinding", $"read-{secret}", $"--role=read-{secret}", $"--user={user}"], Token)).EnsureSuccess();
    }

    /// <summary>Has a registry looked at now: a change of its spec is a reason to.</summary>
    public async Task<PromptRegistry> SurveyAsync(string registry = "models")
    {
        PromptRegistry before = (await Cluster.RegistryAsync(registry))!;
        string interval = string.Create(CultureInfo.InvariantCulture, $"{10 + Interlocked.Increment(ref _surveys)}m");
        (await Cluster.Kubectl.RunAsync(
            ["patch", "preg", registry, "--type=merge", "-p", $"{{\"spec\":{{\"interval\":\"{interval}\"}}}}"], Token)).EnsureSuccess();
        return await World.EventuallyAsync(
            () => Cluster.RegistryAsync(registry),
            found => found.Status is { } status && status.ObservedGeneration == found.Metadata.Generation
                && found.Metadata.Generation > before.Metadata.Generation,
            $"{registry} is looked at");
    }

    public Task<PromptVersion> ReadyAsync(string prompt) => World.EventuallyAsync(
        () => Cluster.PromptAsync(prompt), found => Conditions.IsTrue(found, ConditionTypes.Ready), $"{prompt} is ready");

    /// <summary>Waits until a registry has a condition with a reason, and reads its message.</summary>
    public Task<string> RegistrySaysAsync(string reason, string registry = "models", string type = ConditionTypes.Ready) =>
        World.MessageOfAsync<PromptRegistry, PromptRegistryStatus>(() => Cluster.RegistryAsync(registry), type, reason);

    /// <summary>Waits until a prompt has a condition with a reason, and reads its message.</summary>
    public Task<string> PromptSaysAsync(string prompt, string reason, string type = ConditionTypes.Ready) =>
        World.MessageOfAsync<PromptVersion, PromptVersionStatus>(() => Cluster.PromptAsync(prompt), type, reason);

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        MlflowAuthor.Dispose();
        LangfuseAuthor.Dispose();
        await Mlflow.DisposeAsync();
        await Langfuse.DisposeAsync();
    }
}
