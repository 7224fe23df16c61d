using System.Text.Json;
using Keyframe.Api.Conditions;
using Keyframe.Core.Prompts;
using Keyframe.Testing.Registries.Mlflow;
using static Keyframe.Registries.Tests.Sightings;

namespace Keyframe.Registries.Tests.Mlflow;

/// <summary>Resolution against a real server where one is given, else against the fake.</summary>
public sealed class MlflowResolutionTests : IAsyncLifetime
{
    private MlflowTarget _target = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IPromptRegistry Registry => _target.Registry;

    private MlflowAuthor Author => _target.Author;

    public async ValueTask InitializeAsync() => _target = await MlflowTarget.StartAsync();

    public ValueTask DisposeAsync() => _target.DisposeAsync();

    [Fact]
    public Task A_server_that_lets_us_search_prompts_passes_the_probe() => Registry.ProbeAsync(Token);

    [Theory]
    [InlineData("plain")]
    [InlineData("Grüße aus Köln ☕ 100%")]
    [InlineData("a+b&c=d#e?f")]
    [InlineData("it's")]
    [InlineData("say \"hello\"")]
    [InlineData("both ' and \"")]
    [InlineData("back\\slash")]
    [InlineData("tick`tick")]
    [InlineData("100 %25 percent")]
    [InlineData("a' OR name != '")]
    public async Task A_prompt_of_any_name_is_read_by_version_by_alias_and_in_a_survey(string stem)
    {
        string name = MlflowTarget.NewName(stem);
        const string Text = "Grüße, {{name}} ☕\nzweite Zeile\t\"quoted\" \\ back\u2028sep 😀";
        await Author.RegisterAsync(name, Token);
        string version = await Author.AddAsync(name, new MlflowDraft(Text) { Message = "Say hello" }, Token);
        await Author.SetAliasAsync(name, "production", version, Token);

        RegistryPrompt byVersion = await Registry.GetVersionAsync(name, version, Token);
        RegistryPrompt byAlias = await Registry.GetAliasAsync(name, "production", Token);
        Survey survey = await Registry.SurveyAsync(
            new SurveyRequest([new WatchedVersion(name, version, [])], [new WatchedAlias(name, "production")]), Token);

        Assert.Equal(PromptContent.OfText(Text), byVersion.Material.Content);
        Assert.Equal((name, version, "Say hello"), (byVersion.Name, byVersion.Version, byVersion.CommitMessage));
        Assert.All([byAlias, Found(survey.Versions[0]), Found(survey.Aliases[0])], prompt => AssertSame(byVersion, prompt));
    }

    [Fact]
    public async Task Fields_of_a_message_that_nobody_here_knows_are_kept()
    {
        const string Messages = """
            [{"role":"user","content":[{"type":"text","text":"{{q}}"},{"type":"image","image":{"url":"u"}}],"name":"dana"},
             {"role":"assistant","content":null,"tool_calls":[{"id":"1","weight":1.50}]}]
            """;
        string name = await RegisterAsync(MlflowDraft.Chat(Messages));

        PromptContent content = (await Registry.GetVersionAsync(name, "1", Token)).Material.Content;

        using var expected = JsonDocument.Parse(Messages);
        Assert.Equal(
            expected.RootElement.EnumerateArray().Select(message => message.GetRawText()),
            content.Messages!.Select(message => message.GetRawText()));
    }

    [Theory]
    [InlineData("{\"role\":\"user\",\"content\":\"hi\"}")]
    [InlineData("[]")]
    [InlineData("[{\"content\":\"hi\"}]")]
    [InlineData("[{\"role\":\"user\",\"content\":\"a\"},\"hi\"]")]
    [InlineData("[{\"role\":\"user\",\"role\":\"system\",\"content\":\"hi\"}]")]
    [InlineData("[{\"placeholder\":\"history\"}]")]
    [InlineData("not json")]
    public async Task A_chat_that_is_none_says_so(string messages)
    {
        string name = await RegisterAsync(MlflowDraft.Chat(messages));

        AssertInvalid(await Clients.FaultOfAsync(() => Registry.GetVersionAsync(name, "1", Token)), name, "is a chat");
    }

    [Fact]
    public async Task A_version_without_a_template_says_so()
    {
        string name = await RegisterAsync(new MlflowDraft(null));

        AssertInvalid(await Clients.FaultOfAsync(() => Registry.GetVersionAsync(name, "1", Token)), name, "mlflow.prompt.text");
    }

    [Fact]
    public async Task A_version_of_an_unknown_type_says_so()
    {
        string name = await RegisterAsync(new MlflowDraft("x") { Type = "audio" });

        AssertInvalid(
            await Clients.FaultOfAsync(() => Registry.GetVersionAsync(name, "1", Token)), name, "neither text nor chat");
    }

    [Theory]
    [InlineData("_mlflow_prompt_response_format", "[]")]
    [InlineData("_mlflow_prompt_response_format", "{\"type\":")]
    [InlineData("_mlflow_prompt_response_format", "null")]
    [InlineData("_mlflow_prompt_model_config", "\"gpt\"")]
    [InlineData("_mlflow_prompt_model_config", "{\"a\":1,\"a\":2}")]
    public async Task A_tag_that_must_be_a_json_object_and_is_none_says_so(string tag, string value)
    {
        string name = await RegisterAsync(new MlflowDraft("x") { Tags = new Dictionary<string, string> { [tag] = value } });

        AssertInvalid(await Clients.FaultOfAsync(() => Registry.GetVersionAsync(name, "1", Token)), name, tag);
    }

    [Fact]
    public async Task A_model_configuration_keeps_settings_that_mlflow_does_not_know_and_an_empty_one_is_none()
    {
        string name = await RegisterAsync(Configured("""{"model_name":"gpt-4o","logit_bias":{"50256":-100}}"""));
        await Author.AddAsync(name, Configured("{}"), Token);

        var config = (await Registry.GetVersionAsync(name, "1", Token)).Material.ModelConfig!;
        var empty = (await Registry.GetVersionAsync(name, "2", Token)).Material.ModelConfig;

        Assert.Equal("""{"50256":-100}""", config["logit_bias"].GetRawText());
        Assert.Null(empty);
    }

    [Fact]
    public async Task The_description_tag_of_other_clients_counts_as_the_commit_message()
    {
        string name = await RegisterAsync(new MlflowDraft("x")
        {
            Tags = new Dictionary<string, string> { ["mlflow.prompt.description"] = "From Go", ["author"] = "dana" },
        });

        RegistryPrompt prompt = await Registry.GetVersionAsync(name, "1", Token);

        Assert.Equal(("From Go", "dana"), (prompt.CommitMessage, prompt.Author));
    }

    [Fact]
    public async Task An_ordinary_model_is_not_a_prompt()
    {
        string name = MlflowTarget.NewName();
        await Author.RegisterModelAsync(name, Token);

        RegistryFault version = await Clients.FaultOfAsync(() => Registry.GetVersionAsync(name, "1", Token));
        RegistryFault alias = await Clients.FaultOfAsync(() => Registry.GetAliasAsync(name, "latest", Token));

        Assert.Equal((Reasons.NotAPrompt, Reasons.NotAPrompt), (version.Reason, alias.Reason));
    }

    [Fact]
    public async Task A_version_that_lost_its_mark_is_not_a_prompt()
    {
        string name = await RegisterAsync(new MlflowDraft("x"));
        await Author.DeleteTagAsync(name, "1", "mlflow.prompt.is_prompt", Token);

        Survey survey = await Registry.SurveyAsync(new SurveyRequest([new WatchedVersion(name, "1", [])], []), Token);

        Assert.Equal(Reasons.NotAPrompt, Failed(survey.Versions[0]).Reason);
        Assert.Equal(Reasons.NotAPrompt, (await Clients.FaultOfAsync(() => Registry.GetVersionAsync(name, "1", Token))).Reason);
    }

    [Fact]
    public async Task What_is_missing_is_told_apart()
    {
        string name = await RegisterAsync(new MlflowDraft("x"));
        string other = MlflowTarget.NewName();

        async Task<string> ReasonAsync(Task<RegistryPrompt> call) => (await Clients.FaultOfAsync(() => call)).Reason;

        Assert.Equal(Reasons.PromptNotFound, await ReasonAsync(Registry.GetVersionAsync(other, "1", Token)));
        Assert.Equal(Reasons.PromptNotFound, await ReasonAsync(Registry.GetAliasAsync(other, "production", Token)));
        Assert.Equal(Reasons.VersionNotFound, await ReasonAsync(Registry.GetVersionAsync(name, "2", Token)));
        Assert.Equal(Reasons.AliasNotFound, await ReasonAsync(Registry.GetAliasAsync(name, "production", Token)));
    }

    [Fact]
    public async Task An_alias_whose_version_was_deleted_is_told_and_latest_is_the_newest_that_remains()
    {
        string name = await RegisterAsync(new MlflowDraft("one"));
        await Author.AddAsync(name, new MlflowDraft("two"), Token);
        await Author.SetAliasAsync(name, "production", "2", Token);
        await Author.DeleteVersionAsync(name, "2", Token);

        RegistryFault fault = await Clients.FaultOfAsync(() => Registry.GetAliasAsync(name, "production", Token));

        Assert.Equal(Reasons.VersionNotFound, fault.Reason);
        Assert.Contains("'production'", fault.Message, StringComparison.Ordinal);
        Assert.Equal("1", (await Registry.GetAliasAsync(name, "latest", Token)).Version);
    }

    [Fact]
    public async Task An_alias_that_moves_names_another_version_and_the_old_one_stays_what_it_was()
    {
        string name = await RegisterAsync(new MlflowDraft("one"));
        await Author.AddAsync(name, new MlflowDraft("two") { Message = "Second" }, Token);
        await Author.SetAliasAsync(name, "production", "1", Token);
        RegistryPrompt before = await Registry.GetAliasAsync(name, "production", Token);
        await Author.SetAliasAsync(name, "production", "2", Token);

        RegistryPrompt after = await Registry.GetAliasAsync(name, "production", Token);

        Assert.Equal(("2", "Second"), (after.Version, after.CommitMessage));
        AssertSame(before, await Registry.GetVersionAsync(name, "1", Token));
    }

    [Fact]
    public async Task Overwritten_content_under_the_same_version_is_seen()
    {
        string name = await RegisterAsync(new MlflowDraft("Be polite"));
        RegistryPrompt before = await Registry.GetVersionAsync(name, "1", Token);
        await Author.SetTagAsync(name, "1", "mlflow.prompt.text", "Be rude", Token);

        Survey survey = await Registry.SurveyAsync(new SurveyRequest([new WatchedVersion(name, "1", [])], []), Token);

        RegistryPrompt after = Found(survey.Versions[0]);
        Assert.Equal("Be rude", after.Material.Content.Template);
        Assert.Equal(before.RowId, after.RowId);
    }

    [Fact]
    public async Task Other_settings_under_the_same_version_leave_the_content_alone()
    {
        string name = await RegisterAsync(Configured("""{"temperature":0.2}"""));
        RegistryPrompt before = await Registry.GetVersionAsync(name, "1", Token);
        await Author.SetTagAsync(name, "1", "_mlflow_prompt_model_config", """{"temperature":0.9}""", Token);

        RegistryPrompt after = await Registry.GetVersionAsync(name, "1", Token);

        Assert.Equal(before.Material.Content, after.Material.Content);
        Assert.Equal("0.9", after.Material.ModelConfig!["temperature"].GetRawText());
    }

    [Fact]
    public async Task A_prompt_that_is_registered_again_has_another_row_under_the_same_number()
    {
        string name = await RegisterAsync(new MlflowDraft("one"));
        RegistryPrompt before = await Registry.GetVersionAsync(name, "1", Token);
        await Author.DeleteAsync(name, Token);
        RegistryFault gone = await Clients.FaultOfAsync(() => Registry.GetVersionAsync(name, "1", Token));
        await Author.RegisterAsync(name, Token);
        await Author.AddAsync(name, new MlflowDraft("one"), Token);

        RegistryPrompt after = await Registry.GetVersionAsync(name, "1", Token);

        Assert.Equal(Reasons.PromptNotFound, gone.Reason);
        Assert.Equal(before.Material.Content, after.Material.Content);
        Assert.NotEqual(before.RowId, after.RowId);
    }

    private static MlflowDraft Configured(string config) =>
        new("x") { Tags = new Dictionary<string, string> { ["_mlflow_prompt_model_config"] = config } };

    private static void AssertSame(RegistryPrompt expected, RegistryPrompt actual) => Assert.Equal(
        (expected.Name, expected.Version, expected.RowId, expected.CommitMessage, expected.Author, expected.Material.Content),
        (actual.Name, actual.Version, actual.RowId, actual.CommitMessage, actual.Author, actual.Material.Content));

    private static void AssertInvalid(RegistryFault fault, string name, string problem)
    {
        Assert.Equal((Reasons.InvalidContent, RegistryFaultKind.Permanent, true), (fault.Reason, fault.Kind, fault.IsOfPrompt));
        Assert.Contains($"Version '1' of prompt '{name}'", fault.Message, StringComparison.Ordinal);
        Assert.Contains(problem, fault.Message, StringComparison.Ordinal);
    }

    private async Task<string> RegisterAsync(MlflowDraft first)
    {
        string name = MlflowTarget.NewName();
        await Author.RegisterAsync(name, Token);
        await Author.AddAsync(name, first, Token);
        return name;
    }
}
