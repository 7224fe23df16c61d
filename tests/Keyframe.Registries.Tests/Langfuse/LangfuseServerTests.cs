using System.Text.Json.Nodes;
using Keyframe.Api.Conditions;
using Keyframe.Core.Prompts;
using Keyframe.Testing.Registries.Langfuse;
using Keyframe.Testing.Registries.Serving;

namespace Keyframe.Registries.Tests.Langfuse;

/// <summary>How requests look on the wire, and what goes wrong with servers and answers.</summary>
public sealed class LangfuseServerTests : IAsyncLifetime
{
    private static readonly FakeLangfuseOptions Options = new() { PathPrefix = "/langfuse" };

    private FakeLangfuse _langfuse = null!;
    private LangfuseAuthor _author = null!;
    private IPromptRegistry _registry = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _langfuse = await FakeLangfuse.StartAsync(Options, Token);
        _author = new LangfuseAuthor(_langfuse.Url, _langfuse.Authorization);
        _registry = Clients.Langfuse(_langfuse.Url, RegistryCredentials.Basic(Options.PublicKey, Options.SecretKey));
        await _author.AddAsync("team/greeting", new LangfuseDraft("Hello") { Labels = ["production"] }, Token);
        _langfuse.Server.Forget();
    }

    public ValueTask DisposeAsync()
    {
        _author.Dispose();
        _registry.Dispose();
        return _langfuse.DisposeAsync();
    }

    [Fact]
    public async Task A_folder_is_one_segment_of_the_path_and_a_version_or_a_label_goes_with_it()
    {
        await _registry.GetVersionAsync("team/greeting", "1", Token);
        await _registry.GetAliasAsync("team/greeting", "production", Token);
        await _registry.ProbeAsync(Token);

        Assert.Equal(
            [
                "GET /langfuse/api/public/v2/prompts/team%2Fgreeting?version=1",
                "GET /langfuse/api/public/v2/prompts/team%2Fgreeting?label=production",
                "GET /langfuse/api/public/v2/prompts?name=keyframe%7Cprobe&page=1&limit=1",
            ],
            _langfuse.Server.Requests.Select(request => $"{request.Method} {request.Target}"));
        Assert.All(
            _langfuse.Server.Requests,
            request => Assert.Equal(_langfuse.Authorization.ToString(), request.Header("Authorization")));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("01")]
    [InlineData("-1")]
    [InlineData("latest")]
    [InlineData("99999999999")]
    public async Task What_is_no_number_of_a_version_is_never_sent(string version)
    {
        RegistryFault fault = await Clients.FaultOfAsync(() => _registry.GetVersionAsync("team/greeting", version, Token));

        Assert.Equal((Reasons.VersionNotFound, true), (fault.Reason, fault.IsOfPrompt));
        Assert.Empty(_langfuse.Server.Requests);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("")]
    public async Task A_name_that_would_be_a_step_in_the_path_is_never_sent(string name)
    {
        RegistryFault fault = await Clients.FaultOfAsync(() => _registry.GetVersionAsync(name, "1", Token));

        Assert.Equal((Reasons.PromptNotFound, true), (fault.Reason, fault.IsOfPrompt));
        Assert.Empty(_langfuse.Server.Requests);
    }

    [Fact]
    public async Task Keys_that_are_not_accepted_are_told_from_a_public_key_alone()
    {
        using IPromptRegistry none = Clients.Langfuse(_langfuse.Url);
        using IPromptRegistry wrong = Clients.Langfuse(
            _langfuse.Url, RegistryCredentials.Basic(Options.PublicKey, "sk-lf-wrong"));
        using IPromptRegistry bearer = Clients.Langfuse(_langfuse.Url, RegistryCredentials.Bearer(Options.PublicKey));

        async Task<(string, RegistryFaultKind, bool)> FaultAsync(IPromptRegistry registry)
        {
            RegistryFault fault = await Clients.FaultOfAsync(() => registry.GetVersionAsync("team/greeting", "1", Token));
            return (fault.Reason, fault.Kind, fault.IsOfPrompt);
        }

        Assert.Equal((Reasons.CredentialsInvalid, RegistryFaultKind.Credentials, false), await FaultAsync(none));
        Assert.Equal((Reasons.CredentialsInvalid, RegistryFaultKind.Credentials, false), await FaultAsync(wrong));
        Assert.Equal((Reasons.PermissionDenied, RegistryFaultKind.Credentials, false), await FaultAsync(bearer));
    }

    [Fact]
    public async Task A_missing_dependency_is_a_fault_of_the_prompt_that_needs_it()
    {
        await _author.AddAsync("child", new LangfuseDraft("kind"), Token);
        await _author.AddAsync("parent", new LangfuseDraft("Be @@@langfusePrompt:name=child|version=1@@@"), Token);
        _langfuse.Drop("child");

        RegistryFault fault = await Clients.FaultOfAsync(() => _registry.GetVersionAsync("parent", "1", Token));

        Assert.Equal(
            (Reasons.DependencyMissing, RegistryFaultKind.Permanent, true), (fault.Reason, fault.Kind, fault.IsOfPrompt));
    }

    [Theory]
    [InlineData(400, Reasons.RequestRefused, RegistryFaultKind.Permanent)]
    [InlineData(404, Reasons.UnexpectedContentType, RegistryFaultKind.Permanent)]
    [InlineData(405, Reasons.UnexpectedContentType, RegistryFaultKind.Permanent)]
    public async Task A_refusal_of_everything_is_a_fault_of_the_registry(int status, string reason, RegistryFaultKind kind)
    {
        _langfuse.Server.Trouble = ServerTrouble.Says(status);

        RegistryFault probe = await Clients.FaultOfAsync(() => _registry.ProbeAsync(Token));
        RegistryFault survey = await Clients.FaultOfAsync(
            () => _registry.SurveyAsync(new SurveyRequest([new WatchedVersion("team/greeting", "1", [])], []), Token));

        Assert.Equal((reason, kind, false), (probe.Reason, probe.Kind, probe.IsOfPrompt));
        Assert.Equal(probe, survey);
    }

    [Fact]
    public async Task A_path_prefix_that_is_missing_is_told()
    {
        using IPromptRegistry registry = Clients.Langfuse(_langfuse.Server.Url);

        RegistryFault fault = await Clients.FaultOfAsync(() => registry.GetVersionAsync("team/greeting", "1", Token));

        Assert.Equal((Reasons.UnexpectedContentType, false), (fault.Reason, fault.IsOfPrompt));
        Assert.Contains("path prefix", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, Reasons.RateLimited)]
    [InlineData(503, Reasons.RegistryUnavailable)]
    public async Task A_trouble_that_passes_is_transient_and_passes(int status, string reason)
    {
        _langfuse.Server.Trouble = ServerTrouble.Says(status, TimeSpan.FromSeconds(1));
        RegistryFault fault = await Clients.FaultOfAsync(() => _registry.GetVersionAsync("team/greeting", "1", Token));
        _langfuse.Server.Trouble = null;

        Assert.Equal((reason, RegistryFaultKind.Transient), (fault.Reason, fault.Kind));
        Assert.Equal("1", (await _registry.GetVersionAsync("team/greeting", "1", Token)).Version);
    }

    [Fact]
    public async Task A_login_page_is_no_success()
    {
        _langfuse.Server.Trouble = ServerTrouble.Says(new ServedAnswer(200, "text/html; charset=utf-8", "<html>Log in</html>"));

        Assert.Equal(Reasons.LoginPage, (await Clients.FaultOfAsync(() => _registry.ProbeAsync(Token))).Reason);
    }

    [Theory]
    [InlineData("name", "\"other\"")]
    [InlineData("version", "2")]
    public async Task Another_version_than_the_one_asked_for_is_refused(string property, string value)
    {
        RegistryFault fault = await FaultOfAnswerAsync(property, value);

        Assert.Equal((Reasons.MalformedAnswer, true), (fault.Reason, fault.IsOfPrompt));
    }

    [Theory]
    [InlineData("id", "null", Reasons.MalformedAnswer)]
    [InlineData("version", "\"1\"", Reasons.MalformedAnswer)]
    [InlineData("type", "\"audio\"", Reasons.InvalidContent)]
    [InlineData("prompt", "7", Reasons.InvalidContent)]
    [InlineData("prompt", "null", Reasons.InvalidContent)]
    [InlineData("prompt", "\"\\ud800\"", Reasons.InvalidContent)]
    [InlineData("config", "\"x\"", Reasons.InvalidContent)]
    public async Task An_answer_that_is_no_prompt_is_a_fault_of_that_prompt(string property, string value, string reason)
    {
        RegistryFault fault = await FaultOfAnswerAsync(property, value);

        Assert.Equal((reason, RegistryFaultKind.Permanent, true), (fault.Reason, fault.Kind, fault.IsOfPrompt));
    }

    [Theory]
    [InlineData("""{"role":"user","content":"hi","type":"chatmessage"}""", """{"role":"user","content":"hi"}""")]
    [InlineData("""{"type":"placeholder","name":"history"}""", """{"placeholder":"history"}""")]
    [InlineData("""{"name":"history","type":"placeholder","note":1.50}""", """{"placeholder":"history","note":1.50}""")]
    [InlineData("""{"role":"user","content":[{"x":1}],"type":"custom","cache":true}""",
        """{"role":"user","content":[{"x":1}],"type":"custom","cache":true}""")]
    [InlineData("""{"role":"tool","type":"chatmessage","content":null,"id":{"a":[1e2]}}""",
        """{"role":"tool","content":null,"id":{"a":[1e2]}}""")]
    public async Task Fields_of_a_message_that_nobody_here_knows_are_kept(string kept, string expected)
    {
        Answer(answer =>
        {
            answer["type"] = "chat";
            answer["prompt"] = new JsonArray(JsonNode.Parse(kept));
        });

        PromptContent content = (await _registry.GetVersionAsync("team/greeting", "1", Token)).Material.Content;

        Assert.Equal(expected, Assert.Single(content.Messages!).GetRawText());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"hi\"")]
    [InlineData("[\"hi\"]")]
    [InlineData("[{\"content\":\"hi\"}]")]
    [InlineData("[{\"type\":\"placeholder\"}]")]
    [InlineData("[{\"placeholder\":\"history\"}]")]
    public async Task A_chat_that_is_none_says_so(string messages)
    {
        Answer(answer =>
        {
            answer["type"] = "chat";
            answer["prompt"] = JsonNode.Parse(messages);
        });

        RegistryFault fault = await Clients.FaultOfAsync(() => _registry.GetVersionAsync("team/greeting", "1", Token));

        Assert.Equal((Reasons.InvalidContent, true), (fault.Reason, fault.IsOfPrompt));
        Assert.Contains("is a chat", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_composition_is_read_all_the_same()
    {
        Answer(answer =>
        {
            answer.Remove("resolutionGraph");
            answer.Remove("commitMessage");
            answer.Remove("type");
        });

        RegistryPrompt prompt = await _registry.GetVersionAsync("team/greeting", "1", Token);

        Assert.Equal(PromptContent.OfText("Hello"), prompt.Material.Content);
        Assert.Empty(prompt.Dependencies);
    }

    private async Task<RegistryFault> FaultOfAnswerAsync(string property, string value)
    {
        Answer(answer => answer[property] = "@@@");
        ServedAnswer changed = new(200, "application/json", _changed.Replace("\"@@@\"", value, StringComparison.Ordinal));
        _langfuse.Server.Trouble = ServerTrouble.Says(changed);
        return await Clients.FaultOfAsync(() => _registry.GetVersionAsync("team/greeting", "1", Token));
    }

    private string _changed = "";

    /// <summary>Changes what the server answers to whoever asks for a prompt.</summary>
    private void Answer(Action<JsonObject> change)
    {
        var answer = new JsonObject
        {
            ["id"] = "row",
            ["name"] = "team/greeting",
            ["version"] = 1,
            ["type"] = "text",
            ["prompt"] = "Hello",
            ["config"] = new JsonObject(),
            ["createdBy"] = "API",
            ["commitMessage"] = null,
            ["resolutionGraph"] = null,
        };
        change(answer);
        _changed = answer.ToJsonString();
        _langfuse.Server.Trouble = ServerTrouble.Says(new ServedAnswer(200, "application/json; charset=utf-8", _changed));
    }
}
