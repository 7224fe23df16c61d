using Keyframe.Api.Conditions;
using Keyframe.Api.PromptRegistries;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Registries;
using Keyframe.Testing.Registries.Mlflow;
using Keyframe.Testing.Registries.Serving;

namespace Keyframe.Integration.Tests;

/// <summary>What a registry does to the operator stands in conditions; what was pinned stays.</summary>
public sealed class HostileRegistryTests(Cluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, ServedAnswer> Answers => new()
    {
        { Reasons.LoginPage, new ServedAnswer(200, "text/html", "<html><form action=login>") },
        { Reasons.UnexpectedContentType, new ServedAnswer(200, "text/plain", "hello") },
        { Reasons.MalformedAnswer, ServedAnswer.Json(200, new System.Text.Json.Nodes.JsonArray()) },
        { Reasons.AnswerTooDeep, new ServedAnswer(200, "application/json", new string('[', 5_000) + new string(']', 5_000)) },
        { Reasons.AnswerTooLarge, new ServedAnswer(200, "application/json", new string(' ', 2_000_000)) },
        {
            Reasons.RedirectRefused,
            new ServedAnswer(302, null, "") { Headers = new Dictionary<string, string> { ["Location"] = "http://169.254.169.254/latest" } }
        },
        { Reasons.HostHeaderRejected, new ServedAnswer(403, "text/plain", "Invalid Host header - possible DNS rebinding attack detected") },
        { Reasons.RegistryUnavailable, new ServedAnswer(503, "text/plain", "later") },
        { Reasons.PermissionDenied, new ServedAnswer(403, "text/html", "Permission denied") },
    };

    [Theory]
    [MemberData(nameof(Answers), DisableDiscoveryEnumeration = true)]
    public async Task Each_answer_has_its_reason_and_takes_nothing_from_what_is_pinned(string reason, ServedAnswer answer)
    {
        await using RegistryWorld world = await RegistryWorld.StartAsync(cluster, "hostile");
        await world.MlflowAuthor.RegisterAsync("greeting", Token);
        await world.MlflowAuthor.AddAsync("greeting", new MlflowDraft("Hello {{name}}"), Token);

        // The rejection of a host name is one of names, not of addresses.
        Uri url = reason == Reasons.HostHeaderRejected ? new UriBuilder(world.Mlflow.Url) { Host = "localhost" }.Uri : world.Mlflow.Url;
        world.Cluster.Options = world.Cluster.Options with
        {
            Registries = new RegistryOptions { AllowHttp = true, AllowedHosts = [HostPattern.Parse("127.0.0.1"), HostPattern.Parse("localhost")] },
        };
        await world.Cluster.Operator.DisposeAsync();
        world.Cluster.StartOperator();
        await world.Cluster.ApplyAsync(
            RegistryManifests.Mlflow(url) + RegistryManifests.FromMlflow("greeting-1", "greeting", "version: \"1\""));
        await world.ReadyAsync("greeting-1");
        world.Mlflow.Server.Trouble = ServerTrouble.Says(answer);
        await world.SurveyAsync();
        await world.RegistrySaysAsync(reason);
        Assert.True(Conditions.IsTrue((await world.Cluster.PromptAsync("greeting-1"))!, ConditionTypes.Ready));
        Assert.True(Conditions.IsTrue((await world.Cluster.PromptAsync("greeting-1"))!, ConditionTypes.SourceInSync));

        // A prompt that is asked for meanwhile says why it waits, and gets on once the registry does.
        await world.Cluster.ApplyAsync(RegistryManifests.FromMlflow("greeting-2", "greeting", "alias: latest", version: "2"));
        string message = await world.PromptSaysAsync("greeting-2", reason);
        Assert.Contains("PromptRegistry models cannot be read: ", message, StringComparison.Ordinal);
        world.Mlflow.Server.Trouble = null;
        await world.SurveyAsync();
        await world.ReadyAsync("greeting-2");
    }

    [Theory]
    [InlineData(Reasons.AddressRefused, "https://10.1.2.3", "--registry-allowed-hosts")]
    [InlineData(Reasons.AddressRefused, "https://mlflow.ml.svc:5000", "mlflow.ml.svc:5000")]
    [InlineData(Reasons.AddressRefused, "https://169.254.169.254", "169.254.169.254")]
    [InlineData(Reasons.AddressRefused, "https://[::1]:5000", "--registry-allowed-hosts")]
    [InlineData(Reasons.AddressRefused, "https://0x7f.1", "--registry-allowed-hosts")]
    [InlineData(Reasons.InsecureUrlRefused, "http://mlflow.example.com", "--registry-allow-http")]
    public async Task An_installation_that_allows_nothing_names_the_setting(string reason, string url, string says)
    {
        await using World world = await World.PrepareAsync(cluster, "guard");
        world.Options = world.Options with { Registries = new RegistryOptions() };
        world.StartOperator();
        await world.ApplyAsync(RegistryManifests.Mlflow(new Uri(url)));
        string message = await World.MessageOfAsync<PromptRegistry, PromptRegistryStatus>(
            () => world.RegistryAsync("models"), ConditionTypes.Ready, reason);
        Assert.Contains(says, message, StringComparison.Ordinal);
    }
}
