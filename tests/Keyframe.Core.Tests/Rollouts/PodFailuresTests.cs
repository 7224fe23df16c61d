using Keyframe.Api.Deployments;
using Keyframe.Core.Pods;
using Keyframe.Core.Rollouts;
using Keyframe.Core.Tests.Builders;

namespace Keyframe.Core.Tests.Rollouts;

/// <summary>When pods of a new revision, v2, show that it fails, measured by those of the old one, v1.</summary>
public sealed class PodFailuresTests
{
    private static readonly RolloutThresholds Thresholds = new();

    private static DateTimeOffset Ago(double minutes) => A.Moment - TimeSpan.FromMinutes(minutes);

    [Fact]
    public void Pods_that_run_show_nothing()
    {
        PodFinding finding = Find(New("b"), Old("a"));
        Assert.Null(finding.Evidence);
        Assert.Null(finding.LookAgain);
        Assert.Equal(new PodFinding(null, null), Find());
    }

    [Theory]
    // waiting reason, a container of ours, whether that is a failure
    [InlineData("CrashLoopBackOff", false, true)]
    [InlineData("CreateContainerConfigError", false, true)]
    [InlineData("CreateContainerError", false, true)]
    [InlineData("RunContainerError", false, true)]
    [InlineData("InvalidImageName", false, false)]
    [InlineData("ErrImagePull", false, false)]
    [InlineData("ImagePullBackOff", false, false)]
    [InlineData("CrashLoopBackOff", true, true)]
    [InlineData("InvalidImageName", true, true)]
    [InlineData("ErrImagePull", true, true)]
    [InlineData("ImagePullBackOff", true, true)]
    [InlineData("ContainerCreating", true, false)]
    [InlineData("PodInitializing", false, false)]
    public void A_container_that_waits_for_a_reason_of_its_own_fails_and_the_image_of_the_user_is_not_judged(
        string reason, bool ours, bool fails)
    {
        string container = ours ? "keyframe-telemetry" : "app";
        FailureEvidence? evidence = Find(New("b").Waiting(container, reason, "configmap \"x\" not found"), Old("a")).Evidence;
        FailureEvidence expected = new() { Reason = reason, Pod = "b", Container = container, Message = "configmap \"x\" not found" };
        Assert.Equal(fails ? expected : null, evidence);
    }

    [Fact]
    public void A_crash_is_told_by_how_the_container_ended_not_by_how_long_it_is_held_back()
    {
        PodBuilder pod = New("b").Restarted("app", 2, Ago(1), "CrashLoopBackOff", 137, "  line one\n\tline two\u202e ");
        Assert.Equal(@"exit code 137 (Error): line one line two\u{202E}", Find(pod).Evidence!.Message);
        Assert.Equal("exit code 1 (Error)", Find(New("b").Restarted("app", 2, Ago(1), "CrashLoopBackOff", message: "")).Evidence!.Message);
        Assert.Equal("back-off 5m", Find(New("b").Waiting("app", "CrashLoopBackOff", "back-off 5m")).Evidence!.Message);
        Assert.Equal("no message", Find(New("b").Waiting("app", "RunContainerError")).Evidence!.Message);
    }

    [Theory]
    // minutes since the creation and the last end, restarts, whether that is too often
    [InlineData(4, 1, 3, true)]
    [InlineData(4, 1, 2, false)]
    [InlineData(10, 4.9, 3, false)] // 3 in 5.1 minutes, which is 2 windows: not surely 3 in one
    [InlineData(10, 4.9, 4, false)]
    [InlineData(10, 4.9, 5, true)]
    [InlineData(6, 5.1, 9, false)] // not lately
    [InlineData(60, 0, 24, false)] // 12 windows of 2
    [InlineData(60, 0, 25, true)]
    [InlineData(0, -0.1, 3, true)] // by a clock that is ahead
    [InlineData(-1, -2, 3, true)]
    public void Restarts_count_where_there_surely_were_too_many_within_one_window_and_one_of_them_lately(
        double created, double ended, int restarts, bool tooOften)
    {
        PodFinding finding = Find(New("b").CreatedAt(Ago(created)).Restarted("app", restarts, Ago(ended)), Old("a"));
        Assert.Equal(tooOften ? "Restarting" : null, finding.Evidence?.Reason);
        Assert.Equal(tooOften ? TimeSpan.FromMinutes(5) - TimeSpan.FromMinutes(ended) : null, finding.LookAgain);
        if (tooOften)
        {
            Assert.Equal("restarted at least 3 times within 5 minutes; exit code 1 (Error): boom", finding.Evidence!.Message);
        }
    }

    [Fact]
    public void Thresholds_are_as_set()
    {
        PodBuilder pod = New("b").CreatedAt(Ago(1)).Restarted("app", 3, Ago(0.5));
        Assert.Equal("Restarting", PodFailures.Find([pod.Build()], Digest, Injection, Thresholds, A.Moment).Evidence?.Reason);
        Assert.Null(PodFailures.Find([pod.Build()], Digest, Injection, Thresholds with { Restarts = 4 }, A.Moment).Evidence);
        RolloutThresholds brief = Thresholds with { Window = TimeSpan.FromSeconds(20) };
        Assert.Null(PodFailures.Find([pod.Build()], Digest, Injection, brief, A.Moment).Evidence);
    }

    [Theory]
    [InlineData("CreateContainerConfigError", "CreateContainerConfigError", "app", true)]
    [InlineData("CreateContainerConfigError", "CreateContainerError", "app", false)]
    [InlineData("CreateContainerConfigError", "CreateContainerConfigError", "proxy", false)]
    [InlineData("CrashLoopBackOff", "CrashLoopBackOff", "app", true)]
    [InlineData("CrashLoopBackOff", "CrashLoopBackOff", "proxy", false)]
    [InlineData("CrashLoopBackOff", "CreateContainerError", "app", false)]
    public void What_a_pod_of_another_revision_suffers_from_as_well_is_not_the_snapshots_fault(
        string reason, string otherReason, string otherContainer, bool excused)
    {
        PodFinding finding = Find(New("b").Waiting("app", reason), Old("a").Waiting(otherContainer, otherReason));
        Assert.Equal(excused ? null : reason, finding.Evidence?.Reason);
        Assert.Equal(reason, Find(New("b").Waiting("app", reason), Old("a").Waiting(otherContainer, otherReason).Going(Ago(0))).Evidence?.Reason);
    }

    [Theory]
    [InlineData("ErrImagePull", "ImagePullBackOff", true)] // the two alternate
    [InlineData("ImagePullBackOff", "ErrImagePull", true)]
    [InlineData("ImagePullBackOff", "CreateContainerError", false)]
    public void An_image_that_no_pod_can_pull_is_not_the_snapshots_fault(string reason, string otherReason, bool excused) => Assert.Equal(
        excused ? null : reason,
        Find(New("b").Waiting("keyframe-x", reason), Old("a").Waiting("keyframe-x", otherReason)).Evidence?.Reason);

    [Theory]
    // restarts of the old pod, minutes since its last end, whether it may have crashed as often
    [InlineData(3, 2, true)] // it crashes too, and runs at the moment
    [InlineData(2, 2, false)] // not as often
    [InlineData(50, 5, false)] // long ago
    [InlineData(50, 600, false)]
    public void A_pod_that_crashed_as_often_lately_is_an_excuse_for_as_long_as_that_is_lately(int restarts, double ended, bool excused)
    {
        foreach (string? waiting in (string?[])["CrashLoopBackOff", null])
        {
            PodFinding finding = Find(
                New("b").CreatedAt(Ago(3)).Restarted("app", 3, Ago(1), waiting), Old("a").CreatedAt(Ago(9999)).Restarted("app", restarts, Ago(ended)));
            Assert.Equal(excused, finding.Evidence is null);
            Assert.Equal(excused ? 5 - ended : waiting is null ? 4 : null, finding.LookAgain?.TotalMinutes);
        }
    }

    [Fact]
    public void Only_pods_of_exactly_the_revision_are_judged()
    {
        Assert.Null(Find(Old("a").Waiting("app", "CrashLoopBackOff")).Evidence);
        Assert.Null(Find(New("b").Injected("other").Waiting("app", "CrashLoopBackOff")).Evidence);
        Assert.Null(Find(New("b").Waiting("app", "CrashLoopBackOff").Going(A.Moment)).Evidence);
        Assert.Null(Find(New("b").Waiting("app", "CrashLoopBackOff"), New("c").Injected("other").Waiting("app", "CrashLoopBackOff")).Evidence);
    }

    [Fact]
    public void The_worst_comes_first_then_names_decide_whatever_the_order_of_pods()
    {
        PodBuilder[] pods =
        [
            New("e").Waiting("proxy", "CrashLoopBackOff").Waiting("app", "CrashLoopBackOff"),
            New("d").Waiting("app", "CrashLoopBackOff"),
            New("c").Waiting("app", "CreateContainerConfigError"),
            New("b").CreatedAt(Ago(1)).Restarted("app", 3, Ago(0)),
            New("a").Waiting("keyframe-x", "ImagePullBackOff"),
        ];
        Assert.Equal(("d", "app"), Worst(pods));
        Assert.Equal(("d", "app"), Worst([.. pods.Reverse()]));
        Assert.Equal(("e", "app"), Worst([pods[2], pods[0], pods[4]]));
        Assert.Equal(("c", "app"), Worst(pods[2..]));
        Assert.Equal(("a", "keyframe-x"), Worst(pods[3..]));
        Assert.Equal(("b", "app"), Worst([pods[3]]));
    }

    private static (string? Pod, string? Container) Worst(PodBuilder[] pods) =>
        Find(pods).Evidence is { } evidence ? (evidence.Pod, evidence.Container) : default;

    private static string Digest => A.DigestOf("v2").Value;

    private static string Injection => A.Section("v2").Hash;

    private static PodBuilder New(string name) => A.Pod(name).With("v2");

    private static PodBuilder Old(string name) => A.Pod(name).With("v1");

    private static PodFinding Find(params PodBuilder[] pods)
    {
        IReadOnlyList<Pod> built = [.. pods.Select(pod => pod.Build())];
        return PodFailures.Find(built, Digest, Injection, Thresholds, A.Moment);
    }
}
