using System.Globalization;
using Keyframe.Api.Conditions;
using Keyframe.Testing.Registries.Langfuse;
using Keyframe.Testing.Registries.Serving;
using Microsoft.Extensions.Time.Testing;
using static Keyframe.Registries.Tests.Sightings;

namespace Keyframe.Registries.Tests.Langfuse;

/// <summary>Many versions and labels with few requests.</summary>
public sealed class LangfuseSurveyTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private FakeLangfuse _langfuse = null!;
    private LangfuseAuthor _author = null!;
    private IPromptRegistry _registry = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var options = new FakeLangfuseOptions { Clock = _clock };
        _langfuse = await FakeLangfuse.StartAsync(options, Token);
        _author = new LangfuseAuthor(_langfuse.Url, _langfuse.Authorization);
        _registry = Clients.Langfuse(_langfuse.Url, RegistryCredentials.Basic(options.PublicKey, options.SecretKey));
    }

    public ValueTask DisposeAsync()
    {
        _author.Dispose();
        _registry.Dispose();
        return _langfuse.DisposeAsync();
    }

    [Fact]
    public async Task A_thousand_versions_of_two_hundred_prompts_are_read_once_and_then_take_three_requests()
    {
        await WriteAsync(prompts: 200, versions: 5);

        Survey first = await SurveyAsync(Versions(200, 5), null);
        int requests = _langfuse.Server.Requests.Count;
        int inFlight = _langfuse.Server.MaxInFlight;
        _langfuse.Server.Forget();
        Survey second = await SurveyAsync(Versions(200, 5), first.Cursor);

        Assert.All(first.Versions.Index(), entry => Assert.Equal(
            ($"prompt-{entry.Index / 5}", Text((entry.Index % 5) + 1)),
            (Found(entry.Item).Name, Found(entry.Item).Version)));
        Assert.InRange(requests, 1_002, 1_003);
        Assert.InRange(inFlight, 1, 2);
        Assert.All(second.Versions, sighting => Assert.IsType<Sighting.Unchanged>(sighting));
        Assert.InRange(_langfuse.Server.Requests.Count, 2, 3);
        Assert.Equal(first.Cursor, second.Cursor);
    }

    [Fact]
    public async Task Only_what_changed_is_read_again()
    {
        await WriteAsync(prompts: 30, versions: 2);
        string? cursor = (await SurveyAsync(Versions(30, 2), null)).Cursor;
        _langfuse.Server.Forget();
        await _author.DeleteAsync("prompt-3", 2, Token);
        await _author.AddAsync("prompt-3", new LangfuseDraft("Other"), Token);

        Survey survey = await SurveyAsync(Versions(30, 2), cursor);

        Assert.Equal(["1", "2"], survey.Versions.Where(sighting => sighting is not Sighting.Unchanged).Select(Outcome));
        Assert.Equal("Other", Found(survey.Versions[7]).Material.Content.Template);
        Assert.NotEqual(cursor, survey.Cursor);
    }

    [Fact]
    public async Task A_version_changes_with_what_it_is_composed_of()
    {
        await _author.AddAsync("child", new LangfuseDraft("kind") { Labels = ["production"] }, Token);
        await _author.AddAsync("child", new LangfuseDraft("rude"), Token);
        await _author.AddAsync("parent", new LangfuseDraft("Be @@@langfusePrompt:name=child|label=production@@@"), Token);
        await _author.AddAsync("bystander", new LangfuseDraft("Hello"), Token);
        _clock.Advance(TimeSpan.FromMinutes(5));
        await _author.AddAsync("unrelated", new LangfuseDraft("Hello"), Token);
        WatchedVersion[] watched = [new("parent", "1", ["child"]), new("bystander", "1", [])];
        string? cursor = (await SurveyAsync(watched, null)).Cursor;
        _clock.Advance(TimeSpan.FromMinutes(5));
        Survey quiet = await SurveyAsync(watched, cursor);
        await _author.LabelAsync("child", 2, ["production"], Token);

        Survey moved = await SurveyAsync(watched, cursor);

        Assert.All(quiet.Versions, sighting => Assert.IsType<Sighting.Unchanged>(sighting));
        Assert.Equal("Be rude", Found(moved.Versions[0]).Material.Content.Template);
        Assert.IsType<Sighting.Unchanged>(moved.Versions[1]);
    }

    [Fact]
    public async Task A_child_that_is_gone_is_told_by_its_parent()
    {
        await _author.AddAsync("child", new LangfuseDraft("kind"), Token);
        await _author.AddAsync("parent", new LangfuseDraft("Be @@@langfusePrompt:name=child|version=1@@@"), Token);
        _clock.Advance(TimeSpan.FromMinutes(5));
        await _author.AddAsync("unrelated", new LangfuseDraft("Hello"), Token);
        WatchedVersion[] watched = [new("parent", "1", ["child"])];
        string? cursor = (await SurveyAsync(watched, null)).Cursor;
        _langfuse.Drop("child");

        Survey survey = await SurveyAsync(watched, cursor);

        Assert.Equal(Reasons.DependencyMissing, Outcome(survey.Versions[0]));
    }

    [Fact]
    public async Task What_is_deleted_is_found_without_a_change_of_any_time()
    {
        await WriteAsync(prompts: 12, versions: 3);
        Survey before = await SurveyAsync(Versions(12, 3), null);
        await _author.DeleteAsync("prompt-0", 1, Token);
        await _author.DeleteAsync("prompt-1", Token);
        _langfuse.Server.Forget();

        Survey after = await SurveyAsync(Versions(12, 3), before.Cursor);

        Assert.Equal(
            [Reasons.VersionNotFound, "unchanged", "unchanged", .. Enumerable.Repeat(Reasons.PromptNotFound, 3)],
            after.Versions.Take(6).Select(Outcome));
        Assert.All(after.Versions.Skip(6), sighting => Assert.IsType<Sighting.Unchanged>(sighting));
    }

    [Fact]
    public async Task What_is_to_be_read_always_is()
    {
        await WriteAsync(prompts: 3, versions: 1);
        string? cursor = (await SurveyAsync(Versions(3, 1), null)).Cursor;

        Survey survey = await _registry.SurveyAsync(
            new SurveyRequest(
                [new("prompt-0", "1", [], Always: true), new("prompt-1", "1", [])],
                [new("prompt-1", "latest", Always: true), new("prompt-2", "latest")],
                cursor),
            Token);

        Assert.Equal(["1", "unchanged"], survey.Versions.Select(Outcome));
        Assert.Equal(["1", "unchanged"], survey.Aliases.Select(Outcome));
    }

    [Fact]
    public async Task Labels_are_read_when_they_move_and_told_when_they_are_gone()
    {
        await WriteAsync(prompts: 3, versions: 2);
        await _author.LabelAsync("prompt-0", 1, ["production"], Token);
        _clock.Advance(TimeSpan.FromMinutes(5));
        await _author.AddAsync("unrelated", new LangfuseDraft("Hello"), Token);
        WatchedAlias[] watched =
            [new("prompt-0", "production"), new("prompt-1", "production"), new("prompt-1", "latest"), new("nobody", "x")];
        Survey before = await _registry.SurveyAsync(new SurveyRequest([], watched), Token);
        await _author.LabelAsync("prompt-0", 2, ["production"], Token);

        Survey after = await _registry.SurveyAsync(new SurveyRequest([], watched, before.Cursor), Token);

        Assert.Equal(["1", Reasons.AliasNotFound, "2", Reasons.PromptNotFound], before.Aliases.Select(Outcome));
        Assert.Equal(["2", Reasons.AliasNotFound, "unchanged", Reasons.PromptNotFound], after.Aliases.Select(Outcome));
    }

    [Fact]
    public async Task A_change_that_took_a_moment_to_be_seen_is_not_missed()
    {
        await WriteAsync(prompts: 2, versions: 1);
        _clock.Advance(TimeSpan.FromMinutes(5));
        await _author.AddAsync("prompt-0", new LangfuseDraft("Slow transaction"), Token);
        _clock.Advance(TimeSpan.FromSeconds(9));
        await _author.AddAsync("unrelated", new LangfuseDraft("Quick transaction"), Token);
        string? cursor = (await SurveyAsync([new("unrelated", "1", [])], null)).Cursor;

        Survey survey = await SurveyAsync(Versions(2, 1), cursor);

        Assert.Equal(["1", "unchanged"], survey.Versions.Select(Outcome));
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("0001-01-01T00:00:00.0000000+00:00")]
    public async Task What_is_no_cursor_looks_at_everything(string cursor)
    {
        await WriteAsync(prompts: 1, versions: 1);

        Assert.Equal("1", Outcome((await SurveyAsync(Versions(1, 1), cursor)).Versions[0]));
    }

    [Fact]
    public async Task A_list_beyond_the_limit_of_an_answer_is_read_in_smaller_pages()
    {
        string config = $$"""{"schema":"{{new string('x', 40_000)}}"}""";
        for (int i = 0; i < 60; i++)
        {
            await _author.AddAsync($"prompt-{i:00}", new LangfuseDraft("Hello") { Config = config }, Token);
        }

        await _author.AddAsync("prompt-30b", new LangfuseDraft("Hello") { Config = $"\"{new string('x', 2_000_000)}\"" }, Token);

        Survey survey = await SurveyAsync(
            [.. Enumerable.Range(0, 60).Select(i => new WatchedVersion($"prompt-{i:00}", "1", []))], null);

        Assert.All(survey.Versions, sighting => Assert.Equal("1", Outcome(sighting)));
        Assert.Contains(_langfuse.Server.Requests, request => request.Parameter("limit") == "1");
        Assert.InRange(_langfuse.Server.Requests.Count(request => request.Parameter("limit") is not null), 8, 20);
    }

    [Fact]
    public async Task A_single_prompt_that_is_broken_does_not_end_the_survey()
    {
        await WriteAsync(prompts: 3, versions: 1);
        _langfuse.Server.Trouble = ServerTrouble.Says(new ServedAnswer(200, "application/json", "{\"id\":"))
            .For(request => request.Path.EndsWith("/prompt-1", StringComparison.Ordinal));

        Survey survey = await SurveyAsync(Versions(3, 1), null);

        Assert.Equal(["1", Reasons.MalformedAnswer, "1"], survey.Versions.Select(Outcome));
    }

    [Fact]
    public async Task What_could_not_be_read_is_read_again_although_the_list_has_moved_on()
    {
        await WriteAsync(prompts: 2, versions: 1);
        string? cursor = (await SurveyAsync(Versions(2, 1), null)).Cursor;
        await WriteAsync(prompts: 2, versions: 1);
        _langfuse.Server.Trouble = ServerTrouble.Says(new ServedAnswer(200, "application/json", "{\"id\":"))
            .For(request => request.Path.EndsWith("/prompt-1", StringComparison.Ordinal));
        Survey failed = await SurveyAsync(Versions(2, 1), cursor);
        _langfuse.Server.Trouble = null;

        Survey survey = await SurveyAsync(Versions(2, 1), failed.Cursor);

        Assert.Equal(["1", Reasons.MalformedAnswer], failed.Versions.Select(Outcome));
        Assert.Equal(["1", "1"], survey.Versions.Select(Outcome));
        Assert.NotEqual(cursor, survey.Cursor);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(30)]
    public async Task Prompts_that_break_the_list_do_not_end_the_survey(int broken)
    {
        await WriteAsync(prompts: 60, versions: 1);
        var answer = new ServedAnswer(200, "application/json", "{\"data\":[{\"name\":\"\\ud800\"}]}");
        _langfuse.Server.Trouble = ServerTrouble.Says(answer)
            .For(request => Offsets(request).Any(offset => offset < broken));

        Survey survey = await SurveyAsync(Versions(60, 1), null);

        Assert.All(survey.Versions, sighting => Assert.Equal("1", Outcome(sighting)));
        Assert.InRange(_langfuse.Server.Requests.Count, 61, 60 + 50);
    }

    [Fact]
    public async Task An_outage_in_the_middle_ends_the_survey()
    {
        await WriteAsync(prompts: 3, versions: 1);
        _langfuse.Server.Trouble = ServerTrouble.Says(401)
            .For(request => request.Path.EndsWith("/prompt-1", StringComparison.Ordinal));

        Assert.Equal(Reasons.CredentialsInvalid, (await Clients.FaultOfAsync(() => SurveyAsync(Versions(3, 1), null))).Reason);
    }

    private static List<WatchedVersion> Versions(int prompts, int versions) =>
    [
        .. from prompt in Enumerable.Range(0, prompts)
           from version in Enumerable.Range(1, versions)
           select new WatchedVersion($"prompt-{prompt}", Text(version), []),
    ];

    /// <summary>The places in the list that a request asks for.</summary>
    private static IEnumerable<int> Offsets(ServedRequest request) =>
        int.TryParse(request.Parameter("page"), CultureInfo.InvariantCulture, out int page)
        && int.TryParse(request.Parameter("limit"), CultureInfo.InvariantCulture, out int limit)
            ? Enumerable.Range((page - 1) * limit, limit)
            : [];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private Task<Survey> SurveyAsync(IReadOnlyList<WatchedVersion> versions, string? cursor) =>
        _registry.SurveyAsync(new SurveyRequest(versions, [], cursor), Token);

    /// <summary>Writes prompts, and much later one that nobody looks at, behind which the cursor then stands.</summary>
    private async Task WriteAsync(int prompts, int versions)
    {
        for (int prompt = 0; prompt < prompts; prompt++)
        {
            for (int version = 0; version < versions; version++)
            {
                await _author.AddAsync($"prompt-{prompt}", new LangfuseDraft("Hello"), Token);
            }
        }

        _clock.Advance(TimeSpan.FromMinutes(5));
        await _author.AddAsync("unrelated", new LangfuseDraft("Hello"), Token);
        _clock.Advance(TimeSpan.FromMinutes(5));
        _langfuse.Server.Forget();
    }
}
