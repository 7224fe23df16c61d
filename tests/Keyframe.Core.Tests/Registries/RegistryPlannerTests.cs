using Keyframe.Api.Conditions;
using Keyframe.Api.PromptRegistries;
using Keyframe.Core.Planning;
using Keyframe.Core.Registries;
using Keyframe.Core.Specs;
using Keyframe.Core.Tests.Builders;

namespace Keyframe.Core.Tests.Registries;

/// <summary>What a registry's status says.</summary>
public sealed class RegistryPlannerTests
{
    [Fact]
    public void A_registry_that_was_looked_at_is_ready_reachable_and_authenticated()
    {
        Plan<PromptRegistryStatus> plan = RegistryPlanner.Plan(A.Registry().Observe() with { Pinned = 3, Cursor = "c" });
        plan.Status.IsReady(Reasons.Succeeded);
        plan.Status.Says("3 PromptVersions are as they were resolved.");
        Assert.Equal((true, true, false), (Holds(plan, ConditionTypes.Reachable), Holds(plan, ConditionTypes.Authenticated), plan.Status.Find(ConditionTypes.Tracking) is not null));
        Assert.Equal((3, 0, "c", A.Moment), (plan.Status.Pinned, plan.Status.Drifted, plan.Status.Cursor, plan.Status.LastVerified));
        Assert.Equal("https://mlflow.example.com/", plan.Status.Url);
        Assert.Empty(plan.Events);
    }

    [Fact]
    public void Drift_is_counted_and_takes_nothing_from_the_registry()
    {
        Plan<PromptRegistryStatus> plan = RegistryPlanner.Plan(A.Registry().Observe() with { Pinned = 3, Drifted = 1 });
        plan.Status.IsReady(Reasons.Succeeded);
        plan.Status.Says("1 of 3 PromptVersions differ from their source");
    }

    public static TheoryData<string, bool, bool?, bool?> Failures => new()
    {
        // Reason, passes by itself, reachable, authenticated.
        { Reasons.RegistryUnreachable, true, false, null },
        { Reasons.RegistryTimeout, true, false, null },
        { Reasons.RegistryUnavailable, true, false, null },
        { Reasons.RateLimited, true, true, null },
        { Reasons.TlsFailed, false, false, null },
        { Reasons.LoginPage, false, false, null },
        { Reasons.RedirectRefused, false, false, null },
        { Reasons.AnswerTooLarge, false, false, null },
        { Reasons.AddressRefused, false, false, null },
        { Reasons.InsecureUrlRefused, false, false, null },
        { Reasons.CredentialsInvalid, false, true, false },
        { Reasons.PermissionDenied, false, true, false },
        { Reasons.HostHeaderRejected, false, true, null },
        { Reasons.WorkspacesDisabled, false, true, null },
        { Reasons.WorkspaceNotFound, false, true, null },
        { Reasons.SecretNotFound, false, null, false },
        { Reasons.SecretAccessDenied, false, null, false },
        { Reasons.SecretHostNotAllowed, false, null, false },
        { Reasons.SecretIncomplete, false, null, false },
        { Reasons.CaBundleNotFound, false, null, null },
        { Reasons.CaBundleInvalid, false, null, null },
        { Reasons.InvalidSpec, false, null, null },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Each_failure_says_how_far_it_got(string reason, bool passes, bool? reachable, bool? authenticated)
    {
        Plan<PromptRegistryStatus> plan = RegistryPlanner.Plan(A.Registry().Failing(reason, passes).Observe());
        if (passes)
        {
            plan.Status.IsProgressing(reason);
        }
        else
        {
            plan.Status.IsStalled(reason);
        }

        Assert.Equal((reachable, authenticated), (Holds(plan, ConditionTypes.Reachable), Holds(plan, ConditionTypes.Authenticated)));
        plan.Status.Says($"because of {reason}");
    }

    [Fact]
    public void A_failure_takes_nothing_back_that_is_on_record()
    {
        PromptRegistryStatus before = RegistryPlanner.Plan(A.Registry().Tracking("a", "3").Observe() with { Pinned = 7, Cursor = "c" }).Status;
        Plan<PromptRegistryStatus> plan = RegistryPlanner.Plan(
            A.Registry().Tracking("a", "4").Recorded(before).Failing(Reasons.RegistryUnreachable, true).Observe(A.Moment.AddDays(1)));
        Assert.Equal((7, "c", A.Moment), (plan.Status.Pinned, plan.Status.Cursor, plan.Status.LastVerified));
        Assert.Equal("3", Assert.Single(plan.Status.Tracked!).Version);
        Assert.Empty(plan.PromptVersions);
        EventNote told = Assert.Single(plan.Events);
        Assert.Equal((Reasons.RegistryUnreachable, true), (told.Reason, told.Warning));

        // Once told, an outage is not told again.
        Plan<PromptRegistryStatus> later = RegistryPlanner.Plan(
            A.Registry().Recorded(plan.Status).Failing(Reasons.RegistryUnreachable, true).Observe(A.Moment.AddDays(2)));
        Assert.Empty(later.Events);
    }

    [Fact]
    public void The_words_of_a_server_that_is_down_are_those_of_the_first_failure_until_it_is_another_one()
    {
        PromptRegistryStatus first = RegistryPlanner.Plan(
            A.Registry().Failing(Reasons.RegistryUnavailable, true, "request 1 failed").Observe()).Status;
        PromptRegistryStatus second = RegistryPlanner.Plan(
            A.Registry().Recorded(first).Failing(Reasons.RegistryUnavailable, true, "request 2 failed").Observe(A.Moment.AddHours(1))).Status;
        Assert.Equivalent(first, second, strict: true);
        PromptRegistryStatus third = RegistryPlanner.Plan(
            A.Registry().Recorded(second).Failing(Reasons.RegistryTimeout, true, "no answer").Observe(A.Moment.AddHours(2))).Status;
        third.Says("no answer");
    }

    [Fact]
    public void The_words_of_what_somebody_has_to_put_right_are_always_the_newest()
    {
        PromptRegistryStatus first = RegistryPlanner.Plan(A.Registry().Failing(Reasons.SecretIncomplete, false, "it has a").Observe()).Status;
        RegistryPlanner.Plan(A.Registry().Recorded(first).Failing(Reasons.SecretIncomplete, false, "it has a, b").Observe())
            .Status.Says("it has a, b");
    }

    [Fact]
    public void A_proposal_that_the_API_server_refuses_says_nothing_against_the_registry_and_is_told_once()
    {
        Plan<PromptRegistryStatus> plan = RegistryPlanner.Plan(A.Registry().Tracking("a", "3").Observe() with { Cursor = "c" });
        PromptRegistryStatus? told = plan.OnFailure(new WriteFailure("exceeded quota", []));
        Assert.NotNull(told);
        told.IsProgressing(Reasons.Progressing);
        told.Says("exceeded quota");
        Assert.Equal(
            (ConditionStatus.True, ConditionStatus.True, ConditionStatus.False),
            (told.Get(ConditionTypes.Reachable).Status, told.Get(ConditionTypes.Authenticated).Status, told.Get(ConditionTypes.Tracking).Status));
        Assert.Equal((null, null, null), (told.Cursor, told.LastVerified, told.Tracked));

        // A status that differed after each try would be a change that has it tried again at once.
        Plan<PromptRegistryStatus> again = RegistryPlanner.Plan(
            A.Registry().Recorded(told).Tracking("a", "3").Observe(A.Moment.AddMinutes(1)) with { Cursor = "d" });
        Assert.Equivalent(told, again.OnFailure(new WriteFailure("exceeded quota", [])), strict: true);
    }

    [Theory]
    [InlineData(null, 300.0)]
    [InlineData("5m", 300.0)]
    [InlineData("90s", 90.0)]
    [InlineData("1h30m", 5400.0)]
    [InlineData("24h", 86400.0)]
    [InlineData("59s", null)]
    [InlineData("24h1s", null)]
    [InlineData("", null)]
    [InlineData("5", null)]
    [InlineData("5m\n", null)]
    [InlineData("1.5h", null)]
    [InlineData("99999999999h", null)]
    public void Intervals_are_read_as_the_schema_has_them(string? interval, double? seconds) =>
        Assert.Equal(seconds, PollInterval.Parse(interval)?.TotalSeconds);

    public static TheoryData<PromptRegistrySpec, string> Misshapen => new()
    {
        { new PromptRegistrySpec(), "spec has neither mlflow nor langfuse" },
        { Mlflow("https://a") with { Langfuse = new LangfuseConnection { Url = "https://a" } }, "spec has both mlflow and langfuse" },
        { Mlflow("ftp://a"), "spec.mlflow.url is not an http or https URL" },
        { Mlflow("https://user:password@a"), "spec.mlflow.url is not an http or https URL" },
        { Mlflow("https://a?token=x"), "spec.mlflow.url is not an http or https URL" },
        { Mlflow("mlflow"), "spec.mlflow.url is not an http or https URL" },
        { Mlflow("https://a") with { Interval = "1s" }, "spec.interval: 1s is not between 1m and 24h" },
        { Mlflow("https://a") with { SecretRef = new Api.ObjectNameReference() }, "spec.secretRef has no name" },
        { Mlflow("https://a") with { Track = [new TrackedPrompt { Name = "a", Prompt = "b", Label = "c" }] }, "spec.track[0] must have prompt and alias" },
        { Mlflow("https://a") with { Track = [new TrackedPrompt { Prompt = "b", Alias = "c" }] }, "spec.track[0] has no name" },
    };

    [Theory]
    [MemberData(nameof(Misshapen), DisableDiscoveryEnumeration = true)]
    public void A_spec_that_contradicts_itself_is_invalid_and_the_message_says_what_to_do(PromptRegistrySpec spec, string message)
    {
        Assert.Equal(Reasons.InvalidSpec, RegistryShape.Check(spec)?.Reason);
        Assert.StartsWith(message, RegistryShape.Check(spec)?.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("password", RegistryShape.Check(spec)?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_prefix_is_fine() => Assert.Null(RegistryShape.Check(Mlflow("https://a:5000/mlflow/")));

    private static PromptRegistrySpec Mlflow(string url) => new() { Mlflow = new MlflowConnection { Url = url } };

    private static bool? Holds(Plan<PromptRegistryStatus> plan, string type) => plan.Status.Get(type).Status switch
    {
        ConditionStatus.True => true,
        ConditionStatus.False => false,
        _ => null,
    };
}
