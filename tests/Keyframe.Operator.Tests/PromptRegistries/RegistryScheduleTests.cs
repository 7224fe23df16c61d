using Keyframe.Api.Conditions;
using Keyframe.Api.PromptRegistries;
using Keyframe.Core.Faults;
using Keyframe.Core.Registries;
using Keyframe.Operator.PromptRegistries;
using Keyframe.Operator.Tests.Fakes;
using Keyframe.Runtime;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Operator.Tests.PromptRegistries;

/// <summary>
/// When a registry is looked at: on its interval while all is well, less and less often while it is down, at once when it is changed.
/// </summary>
public sealed class RegistryScheduleTests
{
    private static readonly RegistryFailure Down = new(new Fault(Reasons.RegistryUnreachable, "down"), IsTransient: true);
    private static readonly RegistryFailure Locked = new(new Fault(Reasons.SecretAccessDenied, "no"), IsTransient: false);

    private readonly FakeTimeProvider _clock = new(Some.Moment);
    private readonly RegistrySchedule _schedule;
    private double _random = 0.5;

    public RegistryScheduleTests() => _schedule = new RegistrySchedule(_clock, () => _random);

    [Fact]
    public void A_registry_that_nobody_has_looked_at_is_due() => Assert.Equal(TimeSpan.Zero, Wait(Some.Registry()));

    [Theory]
    [InlineData(null, 300)]
    [InlineData("1m", 60)]
    [InlineData("24h", 86_400)]
    [InlineData("nonsense", 300)]
    public void After_a_look_it_is_due_again_after_its_interval(string? interval, double seconds)
    {
        PromptRegistry registry = Some.Registry(with: spec => spec with { Interval = interval });
        Assert.Equal(TimeSpan.FromSeconds(seconds), Looked(registry));
        Assert.Equal(TimeSpan.FromSeconds(seconds), Wait(registry));
        _clock.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.Equal(TimeSpan.FromSeconds(1), Wait(registry));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.Zero, Wait(registry));
    }

    [Theory]
    [InlineData(0.0, 270)]
    [InlineData(0.25, 285)]
    [InlineData(1.0, 330)]
    public void Jitter_is_a_tenth_either_way(double random, double seconds)
    {
        _random = random;
        Assert.Equal(seconds, Looked(Some.Registry()).TotalSeconds, 3);
    }

    [Fact]
    public void While_it_is_down_the_pauses_double_up_to_the_interval_and_begin_anew_after_a_success()
    {
        PromptRegistry registry = Some.Registry();
        Assert.Equal([5, 10, 20, 40, 80, 160, 300, 300], Enumerable.Range(0, 8).Select(_ => Looked(registry, Down).TotalSeconds));
        for (int failures = 0; failures < 2_000; failures++)
        {
            Assert.Equal(300, Looked(registry, Down).TotalSeconds);
        }

        Assert.Equal(300, Looked(registry).TotalSeconds);
        Assert.Equal(5, Looked(registry, Down).TotalSeconds);
    }

    [Theory]
    [InlineData("1m", 60)]
    [InlineData("24h", 300)]
    public void Pauses_never_exceed_the_interval(string interval, double seconds)
    {
        PromptRegistry registry = Some.Registry(with: spec => spec with { Interval = interval });
        double longest = Enumerable.Range(0, 7).Max(_ => Looked(registry, Down).TotalSeconds);
        Assert.InRange(longest, 1, seconds + 20);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void What_the_server_asks_to_wait_is_waited_at_least(double random)
    {
        _random = random;
        Assert.InRange(Looked(Some.Registry(), Down, TimeSpan.FromMinutes(2)).TotalSeconds, 120, 132);
        Assert.InRange(Looked(Some.Registry(), Down, TimeSpan.FromHours(1)).TotalSeconds, 3600, 3960);
    }

    [Fact]
    public void What_the_server_asks_to_wait_makes_no_pause_shorter()
    {
        PromptRegistry registry = Some.Registry();
        _ = Enumerable.Range(0, 5).Select(_ => Looked(registry, Down)).ToList();
        Assert.Equal(160, Looked(registry, Down, TimeSpan.FromSeconds(1)).TotalSeconds);
    }

    [Theory]
    [InlineData("1m")]
    [InlineData("24h")]
    public void What_somebody_has_to_put_right_is_looked_at_each_minute_since_nobody_tells_when_it_is(string interval)
    {
        PromptRegistry registry = Some.Registry(with: spec => spec with { Interval = interval });
        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(60, Looked(registry, Locked).TotalSeconds));
    }

    [Fact]
    public void Another_spec_another_object_and_another_CA_bundle_are_due_at_once_and_count_failures_from_the_start()
    {
        PromptRegistry registry = Some.Registry();
        _ = Enumerable.Range(0, 9).Select(_ => Looked(registry, Down)).ToList();
        PromptRegistry edited = Some.Registry();
        edited.Metadata.Generation = 2;
        PromptRegistry recreated = Some.Registry();
        recreated.Metadata.Uid = "uid-of-another";
        Assert.Equal(TimeSpan.Zero, Wait(edited));
        Assert.Equal(TimeSpan.Zero, Wait(recreated));
        Assert.Equal(TimeSpan.Zero, _schedule.Wait(registry, "ca-2"));
        Assert.True(Wait(registry) > TimeSpan.Zero);
        Assert.Equal(5, Looked(edited, Down).TotalSeconds);
    }

    [Fact]
    public void Labels_and_the_status_make_nothing_due()
    {
        PromptRegistry registry = Some.Registry();
        Looked(registry);
        registry.Metadata.Labels = new Dictionary<string, string> { ["team"] = "a" };
        registry.Metadata.ResourceVersion = "99";
        Assert.True(Wait(registry with { Status = new PromptRegistryStatus { Pinned = 7 } }) > TimeSpan.Zero);
    }

    [Fact]
    public void What_is_forgotten_is_due()
    {
        PromptRegistry registry = Some.Registry();
        Looked(registry);
        _schedule.Forget(ObjectKey.Of(registry));
        Assert.Equal(TimeSpan.Zero, Wait(registry));
    }

    [Fact]
    public void A_new_process_does_not_look_again_at_what_was_verified_not_long_ago()
    {
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(TimeSpan.FromMinutes(3), Wait(Some.Reached()));
        _clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(TimeSpan.Zero, Wait(Some.Reached()));
    }

    [Fact]
    public void A_new_process_whose_clock_is_behind_waits_no_longer_than_the_interval()
    {
        PromptRegistry registry = Some.Reached();
        registry = registry with { Status = registry.Status! with { LastVerified = Some.Moment.AddYears(10) } };
        Assert.Equal(TimeSpan.FromMinutes(5), Wait(registry));
    }

    public static TheoryData<string, Func<PromptRegistryStatus, PromptRegistryStatus>> Unsettled => new()
    {
        { "of another spec", status => status with { ObservedGeneration = 0 } },
        { "never verified", status => status with { LastVerified = null } },
        { "not reached since", status => Failing(status, ConditionTypes.Reachable) },
        { "not let in since", status => Failing(status, ConditionTypes.Authenticated) },
        { "nothing known", status => status with { Conditions = [] } },
    };

    [Theory]
    [MemberData(nameof(Unsettled), DisableDiscoveryEnumeration = true)]
    public void A_new_process_looks_at_once_at_whatever_was_not_well(string what, Func<PromptRegistryStatus, PromptRegistryStatus> change)
    {
        PromptRegistry registry = Some.Reached();
        Assert.True(Wait(registry) > TimeSpan.Zero);
        Assert.True(Wait(registry with { Status = change(registry.Status!) }) == TimeSpan.Zero, what);
    }

    private static PromptRegistryStatus Failing(PromptRegistryStatus status, string type) => status with
    {
        Conditions =
        [
            .. status.Conditions.Select(condition => condition.Type == type ? condition with { Status = ConditionStatus.False } : condition),
        ],
    };

    private TimeSpan Wait(PromptRegistry registry) => _schedule.Wait(registry, caVersion: null);

    private TimeSpan Looked(PromptRegistry registry, RegistryFailure? failure = null, TimeSpan? retryAfter = null) =>
        _schedule.Looked(registry, caVersion: null, failure, retryAfter);
}
