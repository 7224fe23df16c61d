using System.Text;
using System.Text.Json.Nodes;
using Keyframe.Api.Conditions;
using Keyframe.Testing.Registries.Mlflow;
using Keyframe.Testing.Registries.Serving;

namespace Keyframe.Registries.Tests.Mlflow;

/// <summary>How servers are set up, and what goes wrong with them.</summary>
public sealed class MlflowServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_path_prefix_is_kept()
    {
        await using var mlflow = await StartAsync(new FakeMlflowOptions { PathPrefix = "/tools/mlflow" });
        using IPromptRegistry plain = Clients.Mlflow(mlflow.Url);
        using IPromptRegistry withSlash = Clients.Mlflow(new Uri(mlflow.Url.AbsoluteUri + "/"));

        Assert.Equal("1", (await plain.GetVersionAsync("greeting", "1", Token)).Version);
        Assert.Equal("1", (await withSlash.GetAliasAsync("greeting", "latest", Token)).Version);
    }

    [Fact]
    public async Task Username_and_password_are_sent_as_basic()
    {
        await using var mlflow = await StartAsync(new FakeMlflowOptions { Username = "dana", Password = "pässword" });
        using IPromptRegistry registry = Clients.Mlflow(mlflow.Url, RegistryCredentials.Basic("dana", "pässword"));

        await registry.ProbeAsync(Token);

        Assert.Equal("Basic ZGFuYTpww6Rzc3dvcmQ=", mlflow.Server.Requests[^1].Header("Authorization"));
    }

    [Fact]
    public async Task A_token_is_sent_as_bearer()
    {
        await using var mlflow = await StartAsync();
        using IPromptRegistry registry = Clients.Mlflow(mlflow.Url, RegistryCredentials.Bearer("t0ken"));

        await registry.ProbeAsync(Token);

        Assert.Equal("Bearer t0ken", mlflow.Server.Requests[^1].Header("Authorization"));
    }

    [Fact]
    public async Task A_workspace_is_named_in_every_request_where_one_is_configured_and_in_none_otherwise()
    {
        await using var mlflow = await StartAsync(new FakeMlflowOptions { Workspaces = ["team-a"] }, workspace: "team-a");
        using IPromptRegistry scoped = Clients.Mlflow(mlflow.Url, workspace: "team-a");
        using IPromptRegistry unscoped = Clients.Mlflow(mlflow.Url);
        mlflow.Server.Forget();

        await scoped.ProbeAsync(Token);
        RegistryPrompt prompt = await scoped.GetVersionAsync("greeting", "1", Token);
        Assert.All(mlflow.Server.Requests, request => Assert.Equal("team-a", request.Header("X-MLFLOW-WORKSPACE")));
        mlflow.Server.Forget();
        RegistryFault fault = await Clients.FaultOfAsync(() => unscoped.GetVersionAsync("greeting", "1", Token));

        Assert.Equal("greeting", prompt.Name);
        Assert.Equal(Reasons.PromptNotFound, fault.Reason);
        Assert.All(mlflow.Server.Requests, request => Assert.Null(request.Header("X-MLFLOW-WORKSPACE")));
    }

    [Theory]
    [InlineData("no-such", Reasons.WorkspaceNotFound)]
    [InlineData("Bad Name!", Reasons.WorkspaceNotFound)]
    [InlineData("team-a", Reasons.PromptNotFound)]
    public async Task A_missing_workspace_is_told_from_a_missing_prompt(string workspace, string reason)
    {
        await using var mlflow = await StartAsync(new FakeMlflowOptions { Workspaces = ["team-a"] });
        using IPromptRegistry registry = Clients.Mlflow(mlflow.Url, workspace: workspace);

        RegistryFault version = await Clients.FaultOfAsync(() => registry.GetVersionAsync("other", "1", Token));
        RegistryFault alias = await Clients.FaultOfAsync(() => registry.GetAliasAsync("other", "production", Token));

        Assert.Equal((reason, reason == Reasons.PromptNotFound), (version.Reason, version.IsOfPrompt));
        Assert.Equal(reason, alias.Reason);
    }

    [Fact]
    public async Task A_probe_finds_what_a_health_check_does_not()
    {
        await using var secured = await StartAsync(new FakeMlflowOptions { Username = "dana", Password = "secret" });
        await using var scoped = await StartAsync(new FakeMlflowOptions { Workspaces = [] });
        await using var plain = await StartAsync();

        Assert.Equal(
            Reasons.CredentialsInvalid, await ProbeAsync(Clients.Mlflow(secured.Url, RegistryCredentials.Basic("dana", "x"))));
        Assert.Equal(Reasons.WorkspaceNotFound, await ProbeAsync(Clients.Mlflow(scoped.Url, workspace: "team-a")));
        Assert.Equal(Reasons.WorkspacesDisabled, await ProbeAsync(Clients.Mlflow(plain.Url, workspace: "team-a")));
        Assert.Equal(Reasons.UnexpectedContentType, await ProbeAsync(Clients.Mlflow(new Uri(plain.Url, "/wrong"))));
    }

    [Fact]
    public async Task A_probe_brings_nothing_that_somebody_wrote()
    {
        await using var mlflow = await StartAsync();
        using IPromptRegistry registry = Clients.Mlflow(mlflow.Url);
        mlflow.Server.Forget();

        await registry.ProbeAsync(Token);

        Assert.Equal(
            "name='keyframe/probe' AND tags.`mlflow.prompt.is_prompt` = 'true'",
            Assert.Single(mlflow.Server.Requests).Parameter("filter"));
    }

    [Fact]
    public async Task A_right_that_is_missing_on_one_prompt_is_a_fault_of_that_prompt()
    {
        await using var mlflow = await StartAsync();
        mlflow.Forbid("greeting");
        using IPromptRegistry registry = Clients.Mlflow(mlflow.Url);

        RegistryFault fault = await Clients.FaultOfAsync(() => registry.GetVersionAsync("greeting", "1", Token));
        Survey survey = await registry.SurveyAsync(new SurveyRequest([new WatchedVersion("greeting", "1", [])], []), Token);

        Assert.Equal(
            (Reasons.PermissionDenied, RegistryFaultKind.Credentials, true), (fault.Reason, fault.Kind, fault.IsOfPrompt));
        Assert.Equal(fault, Assert.IsType<Sighting.Failed>(survey.Versions[0]).Fault);
    }

    [Theory]
    [InlineData(401, Reasons.CredentialsInvalid, RegistryFaultKind.Credentials)]
    [InlineData(403, Reasons.PermissionDenied, RegistryFaultKind.Credentials)]
    [InlineData(404, Reasons.UnexpectedContentType, RegistryFaultKind.Permanent)]
    [InlineData(405, Reasons.UnexpectedContentType, RegistryFaultKind.Permanent)]
    [InlineData(400, Reasons.RequestRefused, RegistryFaultKind.Permanent)]
    public async Task A_refusal_of_everything_is_a_fault_of_the_registry(int status, string reason, RegistryFaultKind kind)
    {
        await using var mlflow = await StartAsync();
        mlflow.Server.Trouble = ServerTrouble.Says(status);
        using IPromptRegistry registry = Clients.Mlflow(mlflow.Url);

        RegistryFault probe = await Clients.FaultOfAsync(() => registry.ProbeAsync(Token));
        RegistryFault survey = await Clients.FaultOfAsync(
            () => registry.SurveyAsync(new SurveyRequest([new WatchedVersion("greeting", "1", [])], []), Token));

        Assert.Equal((reason, kind, false), (probe.Reason, probe.Kind, probe.IsOfPrompt));
        Assert.Equal(probe, survey);
    }

    [Theory]
    [InlineData(408, Reasons.RegistryUnavailable)]
    [InlineData(429, Reasons.RateLimited)]
    [InlineData(500, Reasons.RegistryUnavailable)]
    [InlineData(503, Reasons.RegistryUnavailable)]
    public async Task A_trouble_that_passes_is_transient_and_passes(int status, string reason)
    {
        await using var mlflow = await StartAsync();
        using IPromptRegistry registry = Clients.Mlflow(mlflow.Url);
        mlflow.Server.Trouble = ServerTrouble.Says(status, TimeSpan.FromSeconds(1));
        RegistryFault fault = await Clients.FaultOfAsync(() => registry.GetVersionAsync("greeting", "1", Token));
        mlflow.Server.Trouble = null;

        Assert.Equal((reason, RegistryFaultKind.Transient), (fault.Reason, fault.Kind));
        Assert.Equal("1", (await registry.GetVersionAsync("greeting", "1", Token)).Version);
    }

    [Theory]
    [InlineData("text/html", "<html><form>Log in</form></html>", Reasons.LoginPage)]
    [InlineData("text/plain", "{}", Reasons.UnexpectedContentType)]
    [InlineData("application/json", "[]", Reasons.MalformedAnswer)]
    [InlineData("application/json", "null", Reasons.MalformedAnswer)]
    [InlineData("application/json", "{\"registered_models\":", Reasons.MalformedAnswer)]
    [InlineData("application/json", "{\"registered_models\":[{\"name\":null}]}", Reasons.MalformedAnswer)]
    public async Task An_answer_that_is_not_the_api_is_no_success(string contentType, string body, string reason)
    {
        await using var mlflow = await StartAsync();
        mlflow.Server.Trouble = ServerTrouble.Says(new ServedAnswer(200, contentType, body));
        using IPromptRegistry registry = Clients.Mlflow(mlflow.Url);

        RegistryFault fault = await Clients.FaultOfAsync(() => registry.ProbeAsync(Token));

        Assert.Equal((reason, RegistryFaultKind.Permanent), (fault.Reason, fault.Kind));
    }

    [Theory]
    [InlineData("01")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1.0")]
    [InlineData("99999999999")]
    [InlineData("latest")]
    [InlineData("")]
    public async Task What_is_no_number_of_a_version_is_never_sent(string version)
    {
        await using var mlflow = await StartAsync();
        using IPromptRegistry registry = Clients.Mlflow(mlflow.Url);
        mlflow.Server.Forget();

        RegistryFault fault = await Clients.FaultOfAsync(() => registry.GetVersionAsync("greeting", version, Token));

        Assert.Equal((Reasons.VersionNotFound, true), (fault.Reason, fault.IsOfPrompt));
        Assert.Empty(mlflow.Server.Requests);
    }

    [Theory]
    [InlineData("greeting", "2")]
    [InlineData("Greeting", "1")]
    public async Task Another_version_than_the_one_asked_for_is_refused(string name, string version)
    {
        await using var mlflow = await StartAsync();
        mlflow.Server.Trouble = ServerTrouble.Says(ServedAnswer.Json(200, new JsonObject
        {
            ["model_version"] = new JsonObject
            {
                ["name"] = name,
                ["version"] = version,
                ["creation_timestamp"] = 1,
            },
        })).For(request => request.Path.EndsWith("model-versions/get", StringComparison.Ordinal));
        using IPromptRegistry registry = Clients.Mlflow(mlflow.Url);

        RegistryFault fault = await Clients.FaultOfAsync(() => registry.GetVersionAsync("greeting", "1", Token));

        Assert.Equal((Reasons.MalformedAnswer, true), (fault.Reason, fault.IsOfPrompt));
    }

    [Fact]
    public async Task A_name_is_told_on_one_line_with_nothing_invisible_in_it()
    {
        await using var mlflow = await StartAsync();
        using IPromptRegistry registry = Clients.Mlflow(mlflow.Url);

        RegistryFault fault = await Clients.FaultOfAsync(
            () => registry.GetVersionAsync("a\r\nb\u202e\u001b[31m" + new string('x', 500), "1", Token));

        Assert.DoesNotContain(fault.Message, char.IsControl);
        Assert.DoesNotContain('\u202e', fault.Message);
        Assert.InRange(fault.Message.Length, 1, 300);
    }

    [Fact]
    public async Task Only_the_callers_own_cancellation_is_one()
    {
        await using var mlflow = await StartAsync();
        mlflow.Server.Trouble = ServerTrouble.Slow(TimeSpan.FromMinutes(1));
        using IPromptRegistry registry = Clients.Mlflow(mlflow.Url);
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Token);

        Task survey = registry.SurveyAsync(new SurveyRequest([new WatchedVersion("greeting", "1", [])], []), caller.Token);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => survey);
    }

    private static async Task<FakeMlflow> StartAsync(FakeMlflowOptions? options = null, string? workspace = null)
    {
        FakeMlflow mlflow = await FakeMlflow.StartAsync(options, Token);
        using var author = new MlflowAuthor(
            mlflow.Url,
            options?.Username is null
                ? null
                : new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{options.Password}"))),
            workspace);
        await author.RegisterAsync("greeting", Token);
        await author.AddAsync("greeting", new MlflowDraft("Hello {{name}}"), Token);
        return mlflow;
    }

    private static async Task<string> ProbeAsync(IPromptRegistry registry)
    {
        using (registry)
        {
            return (await Clients.FaultOfAsync(() => registry.ProbeAsync(Token))).Reason;
        }
    }
}
