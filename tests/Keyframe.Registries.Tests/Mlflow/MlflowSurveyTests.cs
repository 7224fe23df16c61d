using System.Globalization;
using System.Text.Json.Nodes;
using Keyframe.Api.Conditions;
using Keyframe.Testing.Registries.Mlflow;
using Keyframe.Testing.Registries.Serving;
using static Keyframe.Registries.Tests.Sightings;

namespace Keyframe.Registries.Tests.Mlflow;

/// <summary>Many versions and aliases with few requests.</summary>
public sealed class MlflowSurveyTests : IAsyncLifetime
{
    private FakeMlflow _mlflow = null!;
    private MlflowAuthor _author = null!;
    private IPromptRegistry _registry = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _mlflow = await FakeMlflow.StartAsync(null, Token);
        _author = new MlflowAuthor(_mlflow.Url);
        _registry = Clients.Mlflow(_mlflow.Url);
    }

    public ValueTask DisposeAsync()
    {
        _author.Dispose();
        _registry.Dispose();
        return _mlflow.DisposeAsync();
    }

    [Fact]
    public async Task A_thousand_versions_of_two_hundred_prompts_take_ten_requests()
    {
        await WriteAsync(prompts: 200, versions: 5);

        Survey survey = await SurveyAsync(Versions(200, 5), []);

        Assert.All(survey.Versions.Index(), entry => Assert.Equal(
            ($"prompt-{entry.Index / 5}", Text((entry.Index % 5) + 1)),
            (Found(entry.Item).Name, Found(entry.Item).Version)));
        Assert.InRange(_mlflow.Server.Requests.Count, 10, 11);
        Assert.Equal(1, _mlflow.Server.MaxInFlight);
    }

    [Fact]
    public async Task Aliases_of_two_hundred_prompts_add_two_requests()
    {
        await WriteAsync(prompts: 200, versions: 2);
        for (int i = 0; i < 200; i++)
        {
            await _author.SetAliasAsync($"prompt-{i}", "production", Text(1 + (i % 2)), Token);
        }

        _mlflow.Server.Forget();
        Survey survey = await SurveyAsync(
            Versions(200, 2),
            [.. Enumerable.Range(0, 200).SelectMany(i => new[] { Alias(i, "production"), Alias(i, "latest") })]);

        Assert.All(survey.Aliases.Index(), entry => Assert.Equal(
            ($"prompt-{entry.Index / 2}", entry.Index % 2 == 1 ? "2" : Text(1 + (entry.Index / 2 % 2))),
            (Found(entry.Item).Name, Found(entry.Item).Version)));
        Assert.InRange(_mlflow.Server.Requests.Count, 6, 8);
    }

    [Theory]
    [InlineData(1)]    // name by name
    [InlineData(30)]   // the list of all
    public async Task What_no_search_brings_is_told_in_its_place(int prompts)
    {
        await WriteAsync(prompts, versions: 3);
        await _author.DeleteVersionAsync("prompt-0", "1", Token);
        await _author.SetTagAsync("prompt-0", "2", "_mlflow_prompt_type", "chat", Token);
        await _author.RegisterModelAsync("model", Token);

        Survey survey = await SurveyAsync(
            [.. Versions(prompts, 3), new("model", "1", []), new("nobody", "1", []), new("prompt-0", "x", [])], []);

        Assert.Equal(
            [Reasons.VersionNotFound, Reasons.InvalidContent, "3"],
            survey.Versions.Take(3).Select(Outcome));
        Assert.All(survey.Versions.Skip(3).SkipLast(3), sighting => Found(sighting));
        Assert.Equal(
            [Reasons.NotAPrompt, Reasons.PromptNotFound, Reasons.VersionNotFound], survey.Versions.TakeLast(3).Select(Outcome));
    }

    [Theory]
    [InlineData(1)]    // each singly
    [InlineData(15)]   // the list of all
    public async Task Aliases_that_name_nothing_are_told_in_their_place(int prompts)
    {
        await WriteAsync(prompts, versions: 2);
        await _author.SetAliasAsync("prompt-0", "production", "2", Token);
        await _author.SetAliasAsync("prompt-0", "canary", "1", Token);
        await _author.DeleteVersionAsync("prompt-0", "2", Token);
        await _author.RegisterAsync("empty", Token);
        await _author.RegisterModelAsync("model", Token);

        Survey survey = await SurveyAsync(
            [],
            [
                Alias(0, "production"), Alias(0, "canary"), Alias(0, "latest"), Alias(0, "staging"), new("empty", "Latest"),
                new("model", "latest"), new("nobody", "production"),
                .. Enumerable.Range(1, prompts - 1).Select(i => Alias(i, "LATEST")),
            ]);

        Assert.Equal(
            [
                Reasons.VersionNotFound, "1", "1", Reasons.AliasNotFound, Reasons.VersionNotFound,
                Reasons.NotAPrompt, Reasons.PromptNotFound,
            ],
            survey.Aliases.Take(7).Select(Outcome));
        Assert.All(survey.Aliases.Skip(7), sighting => Assert.Equal("2", Outcome(sighting)));
        Assert.Contains(
            "'production'", Failed(survey.Aliases[0]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_beyond_the_limit_of_an_answer_are_read_in_smaller_ones()
    {
        string large = new('x', 99_000);
        await WriteAsync(prompts: 12, versions: 4, large);

        Survey survey = await SurveyAsync(Versions(12, 4), []);

        Assert.All(survey.Versions, sighting => Assert.Equal(large, Found(sighting).Material.Content.Template));
        Assert.Contains(_mlflow.Server.Requests, request => request.Parameter("max_results") == "6");
        Assert.InRange(_mlflow.Server.Requests.Count, 8, 16);
    }

    [Fact]
    public async Task A_version_that_is_too_large_alone_does_not_hide_the_others()
    {
        await WriteAsync(prompts: 12, versions: 2);
        await _author.AddAsync("prompt-5", new MlflowDraft(new string('☕', 100_000))
        {
            Tags = Enumerable.Range(0, 4).ToDictionary(i => $"note-{i}", _ => new string('☕', 100_000)),
        }, Token);

        Survey survey = await SurveyAsync([.. Versions(12, 2), new("prompt-5", "3", [])], []);

        Assert.All(survey.Versions.SkipLast(1), sighting => Found(sighting));
        Assert.Equal(Reasons.AnswerTooLarge, Outcome(survey.Versions[^1]));
    }

    [Fact]
    public async Task A_name_that_a_filter_cannot_hold_is_asked_for_singly()
    {
        string[] names = ["it's", "a\"b", "c`d", "e\\f", "x' OR name != 'y"];
        foreach (string name in names)
        {
            await _author.RegisterAsync(name, Token);
            await _author.AddAsync(name, new MlflowDraft(name), Token);
        }

        Survey survey = await SurveyAsync([.. names.Select(name => new WatchedVersion(name, "1", []))], []);

        Assert.Equal(names, survey.Versions.Select(sighting => Found(sighting).Name));
        Assert.DoesNotContain(_mlflow.Server.Requests, request => request.Parameter("filter") is not null);
    }

    [Fact]
    public async Task Searches_always_ask_for_prompts()
    {
        await WriteAsync(prompts: 12, versions: 1);

        await _registry.ProbeAsync(Token);
        await SurveyAsync(Versions(12, 1), [.. Enumerable.Range(0, 12).Select(i => Alias(i, "latest"))]);
        await SurveyAsync(Versions(1, 1), []);

        Assert.All(
            _mlflow.Server.Requests.Where(request => request.Path.EndsWith("/search", StringComparison.Ordinal)),
            request => Assert.EndsWith(
                "tags.`mlflow.prompt.is_prompt` = 'true'", request.Parameter("filter"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Single_requests_go_out_two_at_a_time()
    {
        string[] names = [.. Enumerable.Range(0, 20).Select(i => $"it's {i}")];
        _mlflow.Server.Trouble = ServerTrouble.Slow(TimeSpan.FromMilliseconds(5));

        await SurveyAsync(
            [.. names.Select(name => new WatchedVersion(name, "1", []))], [.. names.Select(name => new WatchedAlias(name, "a"))]);

        Assert.Equal(2, _mlflow.Server.MaxInFlight);
    }

    [Fact]
    public async Task A_server_that_never_comes_to_an_end_is_left()
    {
        JsonObject page = new() { ["next_page_token"] = "again" };
        _mlflow.Server.Trouble = ServerTrouble.Says(ServedAnswer.Json(200, page))
            .For(request => request.Path.EndsWith("/search", StringComparison.Ordinal));
        await WriteAsync(prompts: 12, versions: 1);

        Survey survey = await SurveyAsync(Versions(12, 1), []);

        Assert.All(survey.Versions, sighting => Found(sighting));
        Assert.InRange(_mlflow.Server.Requests.Count, 1, 400);
    }

    [Fact]
    public async Task An_outage_in_the_middle_ends_the_survey()
    {
        await WriteAsync(prompts: 30, versions: 5);
        _mlflow.Server.Trouble = ServerTrouble.Says(401).For(request => request.Parameter("page_token") is not null);

        RegistryFault fault = await Clients.FaultOfAsync(() => SurveyAsync(Versions(30, 5), []));

        Assert.Equal(Reasons.CredentialsInvalid, fault.Reason);
    }

    [Fact]
    public async Task Nothing_to_look_at_is_no_request()
    {
        Survey survey = await SurveyAsync([], []);

        Assert.Empty(survey.Versions);
        Assert.Empty(_mlflow.Server.Requests);
    }

    private static List<WatchedVersion> Versions(int prompts, int versions) =>
    [
        .. from prompt in Enumerable.Range(0, prompts)
           from version in Enumerable.Range(1, versions)
           select new WatchedVersion($"prompt-{prompt}", Text(version), []),
    ];

    private static WatchedAlias Alias(int prompt, string alias) => new($"prompt-{prompt}", alias);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private Task<Survey> SurveyAsync(IReadOnlyList<WatchedVersion> versions, IReadOnlyList<WatchedAlias> aliases) =>
        _registry.SurveyAsync(new SurveyRequest(versions, aliases), Token);

    private async Task WriteAsync(int prompts, int versions, string template = "Hello")
    {
        for (int prompt = 0; prompt < prompts; prompt++)
        {
            await _author.RegisterAsync($"prompt-{prompt}", Token);
            for (int version = 0; version < versions; version++)
            {
                await _author.AddAsync($"prompt-{prompt}", new MlflowDraft(template), Token);
            }
        }

        _mlflow.Server.Forget();
    }
}
