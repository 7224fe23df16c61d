using Keyframe.Api.Conditions;
using Keyframe.Core.Prompts;
using Keyframe.Registries.Tests.Replays;

namespace Keyframe.Registries.Tests.Mlflow;

/// <summary>What the client makes of exchanges captured from real servers.</summary>
public sealed class MlflowReplayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_text_prompt_is_read_with_who_wrote_it_and_why()
    {
        RegistryPrompt prompt = await VersionAsync("1", "130-prompt-get", "105-prompt-version-get-text");

        Assert.Equal(PromptContent.OfText("Answer {{question}} in a {{ style }} tone."), prompt.Material.Content);
        Assert.Null(prompt.Material.ModelConfig);
        Assert.Equal(
            ("support-text", "1", "1795382180759", "First version", "bob"),
            (prompt.Name, prompt.Version, prompt.RowId, prompt.CommitMessage, prompt.Author));
    }

    [Fact]
    public async Task A_version_without_a_type_tag_is_text()
    {
        RegistryPrompt prompt = await VersionAsync("2", "130-prompt-get", "107-prompt-version-get-no-type-tag");

        Assert.Equal(PromptContent.OfText("Second: {{question}}"), prompt.Material.Content);
        Assert.Null(prompt.CommitMessage);
        Assert.Null(prompt.Author);
    }

    [Fact]
    public async Task A_server_of_version_3_6_is_read_the_same_way()
    {
        RegistryPrompt prompt = await VersionAsync("1", "130-prompt-get", "955-v36-version-get");

        Assert.Equal(PromptContent.OfText("Hello {{name}}"), prompt.Material.Content);
    }

    [Fact]
    public async Task A_chat_is_read_with_its_response_format_and_model_configuration()
    {
        await using var server = await ReplayServer.StartAsync("254-prompt-get-alias-on-newest", "152-prompt-version-get-chat");
        using IPromptRegistry registry = Clients.Mlflow(server.Url);

        PromptMaterial material = (await registry.GetVersionAsync("support-chat", "1", Token)).Material;

        Assert.Equal(PromptContent.Chat, material.Content.Type);
        Assert.Equal(
            """[{"role": "system", "content": "You are {{style}}."},{"role": "user", "content": "{{question}}"}]""",
            "[" + string.Join(",", material.Content.Messages!.Select(message => message.GetRawText())) + "]");
        Assert.Equal(
            """{"answer": {"type": "string"}, "confidence": {"type": "number"}}""",
            material.Content.ResponseFormat!["properties"].GetRawText());
        Assert.Equal(
            ["provider", "model_name", "temperature", "max_tokens", "stop_sequences", "seed"], material.ModelConfig!.Keys);
        Assert.Equal(7, material.ModelConfig["seed"].GetInt32());
    }

    [Theory]
    [InlineData("production", "1", "111-alias-get")]
    [InlineData("latest", "3", "112-alias-get-latest")]
    [InlineData("Latest", "3", "113-alias-get-latest-uppercase")]
    [InlineData("production", "3", "221-alias-get-after-move")]
    public async Task An_alias_is_resolved_to_the_version_that_it_names(string alias, string version, string captured)
    {
        await using var server = await ReplayServer.StartAsync("130-prompt-get", captured);
        using IPromptRegistry registry = Clients.Mlflow(server.Url);

        Assert.Equal(version, (await registry.GetAliasAsync("support-text", alias, Token)).Version);
    }

    [Theory]
    [InlineData("no-such-prompt", "1", Reasons.PromptNotFound, "131-prompt-get-unknown")]
    [InlineData("nope", "1", Reasons.PromptNotFound, "959-v36-prompt-get-unknown")]
    [InlineData("x", "1", Reasons.PromptNotFound, "007-host-header-cluster-ip-allowed")]
    [InlineData("support-text", "99", Reasons.VersionNotFound, "130-prompt-get", "133-prompt-version-get-unknown-version")]
    [InlineData("support-text", "9", Reasons.VersionNotFound, "130-prompt-get", "958-v36-version-get-unknown")]
    [InlineData(
        "support-text", "3", Reasons.VersionNotFound, "224-prompt-get-after-version-delete", "225-version-get-after-delete")]
    [InlineData("fraud-model", "1", Reasons.NotAPrompt, "162-model-get")]
    [InlineData("support-text", "2", Reasons.NotAPrompt, "130-prompt-get", "208-get-version-after-is-prompt-deleted")]
    [InlineData(
        "support-chat", "4", Reasons.NotAPrompt, "254-prompt-get-alias-on-newest", "251-version-get-without-is-prompt-tag")]
    [InlineData(
        "support-chat", "2", Reasons.InvalidContent, "254-prompt-get-alias-on-newest", "154-prompt-version-get-chat-malformed")]
    public async Task A_version_that_cannot_be_had_says_why(string name, string version, string reason, params string[] captured)
    {
        await using var server = await ReplayServer.StartAsync(captured);
        using IPromptRegistry registry = Clients.Mlflow(server.Url);

        RegistryFault fault = await Clients.FaultOfAsync(() => registry.GetVersionAsync(name, version, Token));

        Assert.Equal((reason, RegistryFaultKind.Permanent, true), (fault.Reason, fault.Kind, fault.IsOfPrompt));
        Assert.Contains($"'{name}'", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("staging", Reasons.AliasNotFound, "130-prompt-get", "114-alias-get-unknown-alias")]
    [InlineData("staging", Reasons.AliasNotFound, "130-prompt-get", "957-v36-alias-get-unknown")]
    [InlineData("v1", Reasons.AliasNotFound, "130-prompt-get", "117-alias-get-version-form")]
    [InlineData("latest", Reasons.VersionNotFound, "102-prompt-get-no-versions", "103-prompt-alias-latest-no-versions")]
    [InlineData(
        "production", Reasons.VersionNotFound, "224-prompt-get-after-version-delete", "223-alias-get-after-version-delete")]
    [InlineData(
        "latest", Reasons.NotAPrompt, "224-prompt-get-after-version-delete", "226-alias-get-latest-after-version-delete")]
    public async Task An_alias_that_cannot_be_resolved_says_why(string alias, string reason, params string[] captured)
    {
        await using var server = await ReplayServer.StartAsync(captured);
        using IPromptRegistry registry = Clients.Mlflow(server.Url);

        RegistryFault fault = await Clients.FaultOfAsync(() => registry.GetAliasAsync("support-text", alias, Token));

        Assert.Equal((reason, RegistryFaultKind.Permanent, true), (fault.Reason, fault.Kind, fault.IsOfPrompt));
    }

    [Fact]
    public async Task Changed_content_under_the_same_version_is_seen_although_no_timestamp_moves()
    {
        RegistryPrompt before = await VersionAsync("1", "130-prompt-get", "200-tamper-before");
        RegistryPrompt after = await VersionAsync("1", "203-tamper-after-registered-model", "202-tamper-after");

        Assert.NotEqual(Pin(before).Digest, Pin(after).Digest);
        Assert.Equal(before.RowId, after.RowId);
    }

    [Fact]
    public async Task A_prompt_that_was_deleted_and_registered_again_has_other_rows()
    {
        RegistryPrompt before = await VersionAsync("1", "130-prompt-get", "105-prompt-version-get-text");
        RegistryPrompt after = await VersionAsync("1", "130-prompt-get", "235-version-get-after-recreate");

        Assert.NotEqual(before.RowId, after.RowId);
    }

    [Fact]
    public async Task A_changed_model_configuration_leaves_the_content_alone()
    {
        await using var first = await ReplayServer.StartAsync("254-prompt-get-alias-on-newest", "152-prompt-version-get-chat");
        await using var second = await ReplayServer.StartAsync(
            "254-prompt-get-alias-on-newest", "205-get-after-model-config-change");
        using IPromptRegistry before = Clients.Mlflow(first.Url);
        using IPromptRegistry after = Clients.Mlflow(second.Url);

        PromptPin old = Pin(await before.GetVersionAsync("support-chat", "1", Token));
        PromptPin changed = Pin(await after.GetVersionAsync("support-chat", "1", Token));

        Assert.Equal(old.Digest, changed.Digest);
        Assert.NotEqual(old.SettingsDigest, changed.SettingsDigest);
    }

    [Theory]
    [InlineData("004-host-header-dns-rejected")]
    [InlineData("952-v36-host-header-dns-rejected")]
    public async Task A_refused_host_name_is_told_from_a_missing_right(string captured)
    {
        await using var server = await ReplayServer.StartAsync(captured);
        using IPromptRegistry registry = Clients.Mlflow(server.NamedUrl);

        RegistryFault fault = await Clients.FaultOfAsync(() => registry.GetVersionAsync("x", "1", Token));

        Assert.Equal(
            (Reasons.HostHeaderRejected, RegistryFaultKind.Permanent, false), (fault.Reason, fault.Kind, fault.IsOfPrompt));
        Assert.Contains("MLFLOW_SERVER_ALLOWED_HOSTS on the MLflow server", fault.Message, StringComparison.Ordinal);
        Assert.Contains($"localhost:{server.Url.Port}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_workspaces_is_not_asked_again_although_it_answers_500()
    {
        await using var server = await ReplayServer.StartAsync("012-workspace-header-when-disabled");
        using IPromptRegistry registry = Clients.Mlflow(server.Url, workspace: "team-a");

        RegistryFault fault = await Clients.FaultOfAsync(() => registry.GetVersionAsync("x", "1", Token));

        Assert.Equal((Reasons.WorkspacesDisabled, RegistryFaultKind.Permanent), (fault.Reason, fault.Kind));
    }

    [Theory]
    [InlineData("800-auth-missing", "none")]
    [InlineData("801-auth-wrong-password", "basic")]
    [InlineData("802-auth-bearer-instead-of-basic", "bearer")]
    public async Task Refused_credentials_are_told(string captured, string kind)
    {
        await using var server = await ReplayServer.StartAsync(captured);
        using IPromptRegistry registry = Clients.Mlflow(server.Url, kind switch
        {
            "basic" => RegistryCredentials.Basic("dana", "wrong"),
            "bearer" => RegistryCredentials.Bearer("abc"),
            _ => null,
        });

        RegistryFault fault = await Clients.FaultOfAsync(() => registry.GetVersionAsync("secured", "1", Token));

        Assert.Equal(
            (Reasons.CredentialsInvalid, RegistryFaultKind.Credentials, false), (fault.Reason, fault.Kind, fault.IsOfPrompt));
        Assert.Equal(kind == "bearer", fault.Message.Contains("no token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_path_prefix_is_told()
    {
        await using var server = await ReplayServer.StartAsync("704-prefix-missing-api");
        using IPromptRegistry registry = Clients.Mlflow(server.Url);

        RegistryFault fault = await Clients.FaultOfAsync(() => registry.GetVersionAsync("prefixed", "1", Token));

        Assert.Equal(
            (Reasons.UnexpectedContentType, RegistryFaultKind.Permanent, false), (fault.Reason, fault.Kind, fault.IsOfPrompt));
        Assert.Contains("path prefix", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_survey_of_one_prompt_is_one_search_with_the_clause_for_prompts()
    {
        await using var server = await ReplayServer.StartAsync("179-versions-search-with-prompt-clause");
        using IPromptRegistry registry = Clients.Mlflow(server.Url);

        Survey survey = await registry.SurveyAsync(
            new SurveyRequest([new("support-text", "2", []), new("support-text", "1", [])], []), Token);

        Assert.Equal(["2", "1"], survey.Versions.Select(sighting => Assert.IsType<Sighting.Found>(sighting).Prompt.Version));
        Assert.Null(survey.Cursor);
    }

    private static PromptPin Pin(RegistryPrompt prompt)
    {
        Assert.True(PromptPin.Of(prompt.Material).TryGet(out PromptPin? pin, out _));
        return pin;
    }

    private static async Task<RegistryPrompt> VersionAsync(string version, params string[] captured)
    {
        await using var server = await ReplayServer.StartAsync(captured);
        using IPromptRegistry registry = Clients.Mlflow(server.Url);
        return await registry.GetVersionAsync("support-text", version, Token);
    }
}
