using Keyframe.Api.Conditions;
using Keyframe.Core.Prompts;
using Keyframe.Testing.Registries.Langfuse;
using static Keyframe.Registries.Tests.Sightings;

namespace Keyframe.Registries.Tests.Langfuse;

/// <summary>Resolution against a real project where one is given, else against the fake.</summary>
public sealed class LangfuseResolutionTests : IAsyncLifetime
{
    private LangfuseTarget _target = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IPromptRegistry Registry => _target.Registry;

    private LangfuseAuthor Author => _target.Author;

    public async ValueTask InitializeAsync() => _target = await LangfuseTarget.StartAsync();

    public ValueTask DisposeAsync() => _target.DisposeAsync();

    [Fact]
    public Task A_project_that_lets_us_list_prompts_passes_the_probe() => Registry.ProbeAsync(Token);

    [Theory]
    [InlineData("plain")]
    [InlineData("team/support/greeting")]
    [InlineData("special ?!+ =@#;")]
    [InlineData("100%25 percent")]
    [InlineData("Grüße ☕")]
    [InlineData("it's \"quoted\"")]
    [InlineData("../a/..")]
    public async Task A_prompt_of_any_name_is_read_by_version_by_label_and_in_a_survey(string stem)
    {
        string name = LangfuseTarget.NewName(stem);
        const string Text = "Grüße, {{name}} ☕\nzweite Zeile\t\"quoted\" \\ back\u2028sep 😀";
        int version = await Author.AddAsync(
            name, new LangfuseDraft(Text) { Labels = ["production"], Message = "Say hello" }, Token);

        RegistryPrompt byVersion = await Registry.GetVersionAsync(name, $"{version}", Token);
        RegistryPrompt byLabel = await Registry.GetAliasAsync(name, "production", Token);
        Survey survey = await Registry.SurveyAsync(
            new SurveyRequest([new WatchedVersion(name, $"{version}", [])], [new WatchedAlias(name, "latest")]), Token);

        Assert.Equal(PromptContent.OfText(Text), byVersion.Material.Content);
        Assert.Equal(
            (name, "1", "Say hello", "API"), (byVersion.Name, byVersion.Version, byVersion.CommitMessage, byVersion.Author));
        Assert.Empty(byVersion.Dependencies);
        Assert.Null(byVersion.Material.ModelConfig);
        Assert.All(
            [byLabel, Found(survey.Versions[0]), Found(survey.Aliases[0])],
            prompt => Assert.Equal((byVersion.RowId, byVersion.Material.Content), (prompt.RowId, prompt.Material.Content)));
        Assert.NotNull(survey.Cursor);
    }

    [Fact]
    public async Task A_chat_is_read_with_its_placeholders_and_config()
    {
        string name = LangfuseTarget.NewName();
        await Author.AddAsync(
            name,
            LangfuseDraft.Chat("""
                [{"role":"system","content":"You are {{style}}"},{"type":"placeholder","name":"history"},
                 {"role":"user","content":"{{q}}"}]
                """) with { Config = """{"model":"gpt-4o","temperature":0.2}""" },
            Token);

        PromptMaterial material = (await Registry.GetVersionAsync(name, "1", Token)).Material;

        Assert.True(PromptPin.Of(material).TryGet(out PromptPin? pin, out _));
        Assert.Equal(
            """{"messages":[{"content":"You are {{style}}","role":"system"},{"placeholder":"history"},"""
                + """{"content":"{{q}}","role":"user"}],"type":"chat"}""",
            pin.Content);
        Assert.Equal("""{"model":"gpt-4o","temperature":0.2}""", pin.Settings);
    }

    [Fact]
    public async Task What_a_prompt_is_composed_of_is_put_in_and_named()
    {
        string leaf = LangfuseTarget.NewName("leaf");
        string middle = LangfuseTarget.NewName("middle");
        string root = LangfuseTarget.NewName("root");
        await Author.AddAsync(leaf, new LangfuseDraft("be \"kind\"") { Labels = ["production"] }, Token);
        await Author.AddAsync(middle, new LangfuseDraft($"Always @@@langfusePrompt:name={leaf}|label=production@@@."), Token);
        await Author.AddAsync(
            root,
            new LangfuseDraft($"@@@langfusePrompt:name={middle}|version=1@@@ And @@@langfusePrompt:name={leaf}|version=1@@@."),
            Token);

        RegistryPrompt prompt = await Registry.GetVersionAsync(root, "1", Token);

        Assert.Equal("Always be \"kind\". And be \"kind\".", prompt.Material.Content.Template);
        Assert.Equal([(leaf, "1"), (middle, "1")], prompt.Dependencies.Select(child => (child.Name, child.Version)));
        Assert.Equal(
            (await Registry.GetVersionAsync(leaf, "1", Token)).RowId,
            prompt.Dependencies.Single(child => child.Name == leaf).RowId);
    }

    [Fact]
    public async Task A_label_of_a_child_that_moves_changes_the_parent_under_the_same_version_and_row()
    {
        string child = LangfuseTarget.NewName("child");
        string parent = LangfuseTarget.NewName("parent");
        await Author.AddAsync(child, new LangfuseDraft("kind") { Labels = ["production"] }, Token);
        await Author.AddAsync(child, new LangfuseDraft("rude"), Token);
        await Author.AddAsync(parent, new LangfuseDraft($"Be @@@langfusePrompt:name={child}|label=production@@@"), Token);
        RegistryPrompt before = await Registry.GetVersionAsync(parent, "1", Token);
        await Author.LabelAsync(child, 2, ["production"], Token);

        RegistryPrompt after = await Registry.GetVersionAsync(parent, "1", Token);

        Assert.Equal(("Be kind", "Be rude"), (before.Material.Content.Template, after.Material.Content.Template));
        Assert.Equal(before.RowId, after.RowId);
        Assert.Equal(["1", "2"], new[] { before, after }.Select(prompt => Assert.Single(prompt.Dependencies).Version));
    }

    [Fact]
    public async Task A_label_that_moves_names_another_version()
    {
        string name = LangfuseTarget.NewName();
        await Author.AddAsync(name, new LangfuseDraft("one") { Labels = ["production"] }, Token);
        await Author.AddAsync(name, new LangfuseDraft("two") { Message = "Second" }, Token);
        RegistryPrompt before = await Registry.GetAliasAsync(name, "production", Token);
        await Author.LabelAsync(name, 2, ["production"], Token);

        RegistryPrompt after = await Registry.GetAliasAsync(name, "production", Token);

        Assert.Equal(("1", "2", "Second"), (before.Version, after.Version, after.CommitMessage));
        Assert.Equal("one", (await Registry.GetVersionAsync(name, "1", Token)).Material.Content.Template);
    }

    [Fact]
    public async Task A_number_that_is_given_again_is_another_row()
    {
        string name = LangfuseTarget.NewName();
        await Author.AddAsync(name, new LangfuseDraft("one"), Token);
        await Author.AddAsync(name, new LangfuseDraft("two"), Token);
        RegistryPrompt before = await Registry.GetVersionAsync(name, "2", Token);
        await Author.DeleteAsync(name, 2, Token);
        RegistryFault gone = await Clients.FaultOfAsync(() => Registry.GetVersionAsync(name, "2", Token));
        await Author.AddAsync(name, new LangfuseDraft("two"), Token);

        RegistryPrompt after = await Registry.GetVersionAsync(name, "2", Token);

        Assert.Equal(Reasons.VersionNotFound, gone.Reason);
        Assert.Equal(before.Material.Content, after.Material.Content);
        Assert.NotEqual(before.RowId, after.RowId);
    }

    [Fact]
    public async Task What_is_missing_is_told_apart()
    {
        string name = LangfuseTarget.NewName("team/support");
        string other = LangfuseTarget.NewName("team/support");
        await Author.AddAsync(name, new LangfuseDraft("one"), Token);

        async Task<(string, bool)> FaultAsync(Task<RegistryPrompt> call)
        {
            RegistryFault fault = await Clients.FaultOfAsync(() => call);
            Assert.Equal(RegistryFaultKind.Permanent, fault.Kind);
            return (fault.Reason, fault.IsOfPrompt);
        }

        Assert.Equal((Reasons.PromptNotFound, true), await FaultAsync(Registry.GetVersionAsync(other, "1", Token)));
        Assert.Equal((Reasons.PromptNotFound, true), await FaultAsync(Registry.GetAliasAsync(other, "production", Token)));
        Assert.Equal((Reasons.VersionNotFound, true), await FaultAsync(Registry.GetVersionAsync(name, "2", Token)));
        Assert.Equal((Reasons.AliasNotFound, true), await FaultAsync(Registry.GetAliasAsync(name, "production", Token)));
    }

    [Fact]
    public async Task A_config_that_is_no_object_says_so_and_an_empty_one_is_none()
    {
        string name = LangfuseTarget.NewName();
        await Author.AddAsync(name, new LangfuseDraft("x") { Config = "[1]" }, Token);
        await Author.AddAsync(name, new LangfuseDraft("x") { Config = "{}" }, Token);

        RegistryFault fault = await Clients.FaultOfAsync(() => Registry.GetVersionAsync(name, "1", Token));

        Assert.Equal((Reasons.InvalidContent, true), (fault.Reason, fault.IsOfPrompt));
        Assert.Contains($"Version '1' of prompt '{name}' in Langfuse has a config", fault.Message, StringComparison.Ordinal);
        Assert.Null((await Registry.GetVersionAsync(name, "2", Token)).Material.ModelConfig);
    }
}
