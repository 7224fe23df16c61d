using Keyframe.Operator.Retrieval;
using Keyframe.Operator.Tests.Fakes;
using Keyframe.Runtime;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Operator.Tests.Retrieval;

/// <summary>When an index is asked: seldom, together, and never in a hurry.</summary>
public sealed class IndexChecksTests
{
    private static readonly ObjectKey One = new("shop", "one");
    private static readonly ObjectKey Two = new("lab", "two");
    private static readonly IndexSource Document = new IndexSource.Document(new Uri("https://index.example.com/kb"), "/version");
    private static readonly IndexSource Entry = new IndexSource.Entry(new ObjectKey("shop", "indexes"), "kb");
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private readonly FakeTimeProvider _clock = new();
    private readonly FakeIndexes _indexes = new();
    private readonly IndexChecks _checks;
    private double _random = 0.5;

    public IndexChecksTests()
    {
        _checks = new IndexChecks(_indexes, _clock, () => _random);
        _checks.Want(One, [Document, Entry]);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 4.5)]
    [InlineData(0.5, 5)]
    [InlineData(1, 5.5)]
    public async Task A_server_is_asked_once_in_an_interval_with_a_tenth_of_jitter(double random, double minutes)
    {
        _random = random;
        Assert.Equal((new IndexReading("1", null), TimeSpan.FromMinutes(minutes)), await LookAsync());
        _clock.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
        _indexes.Says = new IndexReading("2", null);
        Assert.Equal((new IndexReading("1", null), TimeSpan.FromSeconds(1)), await LookAsync());
        Assert.Single(_indexes.Asked);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("2", (await LookAsync()).Reading.Version);
        Assert.Equal(2, _indexes.Asked.Count);
    }

    [Fact]
    public async Task Failures_in_a_row_make_the_pause_longer_up_to_the_interval()
    {
        _indexes.Says = FakeIndexes.Down();
        var pauses = new List<double>();
        for (int look = 0; look < 7; look++)
        {
            TimeSpan next = (await LookAsync()).Next!.Value;
            pauses.Add(next.TotalSeconds);
            _clock.Advance(next);
        }

        Assert.Equal([10, 20, 40, 80, 160, 300, 300], pauses);
        _indexes.Says = new IndexReading("1", null);
        await LookAsync();
        _clock.Advance(Interval);
        _indexes.Says = FakeIndexes.Down();
        Assert.Equal(TimeSpan.FromSeconds(10), (await LookAsync()).Next);
    }

    [Fact]
    public async Task The_pause_begins_when_an_answer_came_not_when_it_was_asked_for()
    {
        _indexes.Says = FakeIndexes.Down();
        _indexes.Before = () =>
        {
            _clock.Advance(TimeSpan.FromSeconds(15));
            return Task.CompletedTask;
        };
        Assert.Equal(TimeSpan.FromSeconds(10), (await LookAsync()).Next);
    }

    [Fact]
    public async Task What_only_a_change_can_cure_is_asked_on_the_interval()
    {
        _indexes.Says = new IndexReading(null, "refused.");
        Assert.Equal(Interval, (await LookAsync()).Next);
    }

    [Theory]
    [InlineData(1, 300)]
    [InlineData(3600, 3780)]
    public async Task A_server_that_asks_to_wait_is_left_alone_so_long_at_least(int asked, int seconds)
    {
        _indexes.Says = FakeIndexes.Down(TimeSpan.FromSeconds(asked));
        for (int look = 0; look < 8; look++)
        {
            _clock.Advance((await LookAsync()).Next!.Value);
        }

        Assert.Equal(TimeSpan.FromSeconds(seconds), (await LookAsync()).Next);
        Assert.All([0, 0.5, 1], random =>
            Assert.True(new KnownIndex(_indexes.Says, _indexes.Says, 1, null, 0, random).Pause(Interval) >= TimeSpan.FromSeconds(asked)));
    }

    [Fact]
    public async Task What_was_known_stands_until_three_looks_in_a_row_have_failed()
    {
        await LookAsync();
        _indexes.Says = FakeIndexes.Down();
        _clock.Advance(Interval);
        Assert.Equal("1", (await NextAsync()).Version);
        Assert.Equal("1", (await NextAsync()).Version);
        Assert.Equal("nobody answers.", (await NextAsync()).Problem);
        Assert.Equal("nobody answers.", (await NextAsync()).Problem);
    }

    [Fact]
    public async Task What_was_known_does_not_stand_against_an_answer_that_names_no_version()
    {
        await LookAsync();
        _indexes.Says = new IndexReading(null, "a login page.");
        _clock.Advance(Interval);
        Assert.Equal("a login page.", (await NextAsync()).Problem);
    }

    [Fact]
    public async Task Snapshots_that_ask_the_same_share_the_answer_and_each_has_its_own_interval()
    {
        _checks.Want(Two, [new IndexSource.Document(new Uri("https://index.example.com/kb"), "/version")]);
        Assert.Equal(Interval, (await LookAsync()).Next);
        Assert.Equal(TimeSpan.FromHours(1), (await _checks.LookAsync(Document, TimeSpan.FromHours(1), Token)).Next);
        Assert.Single(_indexes.Asked);
        _clock.Advance(Interval);
        await LookAsync();
        Assert.Equal(TimeSpan.FromHours(1), (await _checks.LookAsync(Document, TimeSpan.FromHours(1), Token)).Next);
        Assert.Equal(2, _indexes.Asked.Count);
    }

    [Fact]
    public async Task Those_who_come_while_a_question_is_under_way_wait_for_its_answer()
    {
        var answer = new TaskCompletionSource();
        _indexes.Before = () => answer.Task;
        Task<(IndexReading Reading, TimeSpan? Next)>[] looks = [LookAsync(), LookAsync(), LookAsync()];
        Assert.All(looks, look => Assert.False(look.IsCompleted));
        answer.SetResult();
        Assert.All(await Task.WhenAll(looks), look => Assert.Equal("1", look.Reading.Version));
        Assert.Single(_indexes.Asked);
    }

    [Fact]
    public async Task One_who_gives_up_does_not_keep_the_others_from_asking()
    {
        _indexes.Before = () => throw new OperationCanceledException();
        await Assert.ThrowsAsync<OperationCanceledException>(() => LookAsync());
        _indexes.Before = () => Task.CompletedTask;
        Assert.Equal("1", (await LookAsync()).Reading.Version);
    }

    [Fact]
    public async Task A_ConfigMap_is_read_when_it_changes_and_never_on_time()
    {
        _indexes.Mark(Entry, "");
        _indexes.Says = new IndexReading(null, "does not exist.");
        Assert.Equal((_indexes.Says, null), await _checks.LookAsync(Entry, Interval, Token));
        _clock.Advance(TimeSpan.FromDays(1));
        await _checks.LookAsync(Entry, Interval, Token);
        Assert.Single(_indexes.Asked);
        _indexes.Mark(Entry, "101");
        _indexes.Says = new IndexReading("1", null);
        Assert.Equal((_indexes.Says, null), await _checks.LookAsync(Entry, Interval, Token));
        Assert.Equal(2, _indexes.Asked.Count);
    }

    [Fact]
    public async Task What_nobody_wants_to_know_any_more_is_forgotten()
    {
        _checks.Want(Two, [Document]);
        await LookAsync();
        Assert.Equal(2, _checks.Count);
        _checks.Want(One, [Document]);
        Assert.Equal(1, _checks.Count);
        _checks.Want(One, []);
        await LookAsync();
        Assert.Single(_indexes.Asked);
        _checks.Want(Two, []);
        Assert.Equal(0, _checks.Count);
        _checks.Want(Two, []);
        _checks.Want(Two, [Document, Document]);
        await LookAsync();
        Assert.Equal(2, _indexes.Asked.Count);
        _checks.Want(Two, []);
        Assert.Equal(0, _checks.Count);
    }

    private Task<(IndexReading Reading, TimeSpan? Next)> LookAsync() => _checks.LookAsync(Document, Interval, Token);

    /// <summary>Looks when it is due.</summary>
    private async Task<IndexReading> NextAsync()
    {
        (IndexReading reading, TimeSpan? next) = await LookAsync();
        _clock.Advance(next!.Value);
        return reading;
    }
}
