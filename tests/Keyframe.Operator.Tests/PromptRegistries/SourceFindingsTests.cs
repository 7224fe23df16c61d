using System.Threading.Channels;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Prompts;
using Keyframe.Operator.PromptRegistries;
using Keyframe.Operator.Resources;
using Keyframe.Operator.Tests.Fakes;
using Keyframe.Runtime;
using Keyframe.Runtime.Controllers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Keyframe.Operator.Tests.PromptRegistries;

/// <summary>A finding is kept until it is on record, wakes whom it concerns, and is told to nobody else.</summary>
public sealed class SourceFindingsTests
{
    private static readonly SourceFinding Tampered = new(Reasons.ContentTampered, "somebody wrote over it");

    private readonly SourceFindings _findings = new();

    [Fact]
    public void A_finding_is_kept_until_it_is_on_record()
    {
        PromptVersion prompt = Some.Pinned();
        Assert.Null(_findings.For(prompt));
        Assert.True(_findings.Report(prompt, Tampered));
        Assert.Equal(Tampered, _findings.For(prompt));
        Assert.False(_findings.Report(prompt.Saying(Tampered), Tampered));
        Assert.Null(_findings.For(prompt));
    }

    [Fact]
    public void What_is_kept_already_is_no_news_and_another_finding_takes_its_place()
    {
        PromptVersion prompt = Some.Pinned();
        Assert.True(_findings.Report(prompt, Tampered));
        Assert.False(_findings.Report(prompt, Tampered));
        Assert.True(_findings.Report(prompt, new SourceFinding(Reasons.SourceGone, "gone")));
        Assert.Equal(Reasons.SourceGone, _findings.For(prompt)?.Reason);
        Assert.False(_findings.Report(prompt, SourceFinding.InSync));
        Assert.Null(_findings.For(prompt));
    }

    [Fact]
    public void Another_PromptVersion_under_the_name_has_nothing_to_do_with_it()
    {
        PromptVersion prompt = Some.Pinned();
        _findings.Report(prompt, Tampered);
        PromptVersion recreated = Some.Pinned();
        recreated.Metadata.Uid = "uid-of-another";
        Assert.Null(_findings.For(recreated));
        Assert.True(_findings.Report(recreated, Tampered));
    }

    [Fact]
    public void What_is_forgotten_is_gone()
    {
        PromptVersion prompt = Some.Pinned();
        _findings.Report(prompt, Tampered);
        _findings.Forget(ObjectKey.Of(prompt));
        Assert.Null(_findings.For(prompt));
    }

    [Fact]
    public async Task News_wake_whom_they_concern_and_what_is_on_record_wakes_nobody()
    {
        var woken = Channel.CreateUnbounded<ObjectKey>();
        using var transport = new FakeApi(TimeProvider.System).Connect();
        await using var manager = new ControllerManager(
            transport, new ControllerManagerOptions { ReportingController = "keyframe.dev/operator" }, TimeProvider.System, NullLoggerFactory.Instance);
        manager.AddController("prompt", new Recorder(woken.Writer)).For(manager.Informer(ResourceTypes.PromptVersions)).Triggered(_findings.News);
        using var stop = new CancellationTokenSource();
        _findings.Report(Some.Pinned("known").Saying(Tampered), Tampered);
        Task run = manager.RunAsync(stop.Token);
        _findings.Report(Some.Pinned("news"), Tampered);
        Assert.Equal(new ObjectKey("shop", "news-3"), await woken.Reader.ReadAsync(TestContext.Current.CancellationToken));
        await stop.CancelAsync();
        await run;
        Assert.Equal(0, woken.Reader.Count);
    }

    private sealed class Recorder(ChannelWriter<ObjectKey> woken) : IReconciler
    {
        public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
        {
            await woken.WriteAsync(key, cancellationToken);
            return ReconcileResult.Done;
        }
    }
}
