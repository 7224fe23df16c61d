using Keyframe.Api.Conditions;
using Keyframe.Integration.Tests.Worlds;
using Keyframe.Testing.Processes;
using Keyframe.Testing.Registries.Mlflow;
using Keyframe.Testing.Registries.Serving;

namespace Keyframe.Integration.Tests;

/// <summary>Credentials are read as the namespace's owner allows, go where their Secret says, and show nowhere.</summary>
public sealed class RegistrySecretsTests(Cluster cluster)
{
    private const string Canary = "c4nary-p4ssw0rd";
    private const string Reference = "secretRef: {name: mlflow-credentials}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_grant_the_message_has_the_Role_to_apply_and_applying_it_helps()
    {
        await using RegistryWorld world = await WithPasswordAsync("grant");
        await world.Cluster.ApplyAsync(SecretFor(world.Mlflow.Url.Authority) + RegistryManifests.Mlflow(world.Mlflow.Url, more: Reference));
        string message = await world.RegistrySaysAsync(Reasons.SecretAccessDenied);
        string role = $"kubectl create role keyframe-registry-mlflow-credentials -n {world.Cluster.Namespace} --verb=get --resource=secrets "
            + "--resource-name=mlflow-credentials";
        string binding = $"kubectl create rolebinding keyframe-registry-mlflow-credentials -n {world.Cluster.Namespace} "
            + "--role=keyframe-registry-mlflow-credentials --serviceaccount=keyframe-system:keyframe-operator";
        Assert.Contains($"{role} && {binding}", message, StringComparison.Ordinal);
        Assert.Empty(world.Mlflow.Server.Requests);
        foreach (string command in (string[])[role, binding])
        {
            CommandResult applied = await world.Cluster.Kubectl.RunAsync(command.Split(' ')[1..], Token);
            Assert.True(applied.ExitCode == 0, applied.Error);
        }

        await world.SurveyAsync();
        await world.RegistrySaysAsync(Reasons.Succeeded);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("mlflow.example.com")]
    [InlineData("127.0.0.1:1")]
    public async Task Nothing_is_sent_to_a_host_that_the_Secret_does_not_name(string? allowed)
    {
        await using RegistryWorld world = await WithPasswordAsync("host");
        await world.GrantAsync("mlflow-credentials");
        await world.Cluster.ApplyAsync(SecretFor(allowed) + RegistryManifests.Mlflow(world.Mlflow.Url, more: Reference));
        string message = await world.RegistrySaysAsync(Reasons.SecretHostNotAllowed);
        Assert.Contains($"keyframe.dev/allowed-host={world.Mlflow.Url.Authority}", message, StringComparison.Ordinal);
        await world.RegistrySaysAsync(Reasons.SecretHostNotAllowed, type: ConditionTypes.Authenticated);
        Assert.Empty(world.Mlflow.Server.Requests);
    }

    [Theory]
    [InlineData(Reasons.SecretNotFound, "")]
    [InlineData(Reasons.SecretIncomplete, "token: \"\"")]
    [InlineData(Reasons.SecretIncomplete, "password: \"x\"")]
    public async Task A_Secret_that_does_not_do_says_what_it_lacks(string reason, string data)
    {
        await using RegistryWorld world = await WithPasswordAsync("lack");
        await world.GrantAsync("mlflow-credentials");
        string secret = reason == Reasons.SecretNotFound ? "" : SecretFor(world.Mlflow.Url.Authority).Replace(
            $"username: \"reader\", password: \"{Canary}\"", data, StringComparison.Ordinal);
        await world.Cluster.ApplyAsync(secret + RegistryManifests.Mlflow(world.Mlflow.Url, more: Reference));
        await world.RegistrySaysAsync(reason);
        Assert.Empty(world.Mlflow.Server.Requests);
    }

    [Fact]
    public async Task A_rotated_Secret_is_read_again()
    {
        await using RegistryWorld world = await WithPasswordAsync("rotate");
        await world.GrantAsync("mlflow-credentials");
        await world.Cluster.ApplyAsync(SecretFor(world.Mlflow.Url.Authority).Replace(Canary, "an-old-one", StringComparison.Ordinal)
            + RegistryManifests.Mlflow(world.Mlflow.Url, more: Reference));
        await world.RegistrySaysAsync(Reasons.CredentialsInvalid);
        await world.RegistrySaysAsync(Reasons.CredentialsInvalid, type: ConditionTypes.Authenticated);
        await world.Cluster.ApplyAsync(SecretFor(world.Mlflow.Url.Authority));
        await world.SurveyAsync();
        await world.RegistrySaysAsync(Reasons.Succeeded);
    }

    [Fact]
    public async Task No_credential_shows_in_a_log_an_event_a_status_or_a_metric()
    {
        await using RegistryWorld world = await WithPasswordAsync("canary");
        using var meters = new MeterReader(world.Cluster.Namespace);
        await world.MlflowAuthor.RegisterAsync("greeting", Token);
        await world.MlflowAuthor.AddAsync("greeting", new MlflowDraft("Hello {{name}}"), Token);
        world.Mlflow.Server.Forget();
        await world.GrantAsync("mlflow-credentials");
        await world.Cluster.ApplyAsync(SecretFor(world.Mlflow.Url.Authority)
            + RegistryManifests.Mlflow(world.Mlflow.Url, more: Reference)
            + RegistryManifests.FromMlflow("greeting-1", "greeting", "version: \"1\""));
        await world.ReadyAsync("greeting-1");
        Assert.Contains(world.Mlflow.Server.Requests, request => request.Header("Authorization") is { Length: > 0 });

        // A server that says what it was told, in every way it can.
        string basic = world.Mlflow.Server.Requests.Select(request => request.Header("Authorization")).First(header => header is not null)!;
        foreach (ServedAnswer echo in (ServedAnswer[])[
            new(403, "text/html", $"you sent {basic}, {Canary}"),
            new(400, "application/json", $$"""{"error_code": "INVALID_PARAMETER_VALUE", "message": "{{basic}} {{Canary}}"}"""),
            new(500, "text/plain", $"{basic} {Canary}"),
            new(200, $"text/{Canary}", $"{Canary}"),
            new(302, null, "") { Headers = new Dictionary<string, string> { ["Location"] = $"https://{Canary}.example.com/{basic.Split(' ')[1]}" } },
        ])
        {
            world.Mlflow.Server.Trouble = ServerTrouble.Says(echo);
            await world.SurveyAsync();
        }

        await world.Cluster.Operator.QuietAsync();
        CommandResult objects = await world.Cluster.Kubectl.RunAsync(["get", "preg,pver,events.events.k8s.io,configmaps", "-o", "yaml"], Token);
        string[] places = [.. world.Cluster.Operator.Log, objects.Output, .. meters.Series];
        foreach (string secret in (string[])[Canary, basic.Split(' ')[1]])
        {
            Assert.DoesNotContain(places, place => place.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }
    }

    private static string SecretFor(string? allowed) =>
        RegistryManifests.Secret("mlflow-credentials", allowed, ("username", "reader"), ("password", Canary));

    private async Task<RegistryWorld> WithPasswordAsync(string hint) =>
        await RegistryWorld.StartAsync(cluster, hint, new FakeMlflowOptions { Username = "reader", Password = Canary });
}
