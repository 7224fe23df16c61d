using Keyframe.Api;
using Keyframe.Core.Planning;
using Keyframe.Runtime;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.Execution;

/// <summary>
/// Carries out plans: ConfigMaps, PromptVersions, the write-ahead status, the template, the status, events, then labels. Stops at
/// the first failure and still tells it in the status. Every step may be the last one of this process: the next run finds what was
/// done and goes on. Labels come last because nothing depends on them: a cluster that refuses one must not keep a prompt from being
/// ready.
/// </summary>
/// <param name="status">Writes the status.</param>
/// <param name="announcer">Tells of it.</param>
internal sealed class PlanExecutor<T, TStatus>(StatusWriter<T, TStatus> status, Announcer announcer)
    where T : class, IStatusObject<TStatus>
    where TStatus : class, IStatus
{
    /// <summary>Writes ConfigMaps; needed for kinds whose plans have them.</summary>
    public ConfigMapWriter? ConfigMaps { get; init; }

    /// <summary>Writes PromptVersions; needed for kinds whose plans have them.</summary>
    public PromptVersionWriter? PromptVersions { get; init; }

    /// <summary>Writes labels; needed for kinds whose plans have them.</summary>
    public LabelWriter<T>? Labels { get; init; }

    /// <summary>Writes pod templates; needed for kinds whose plans have them.</summary>
    public TemplateWriter? Templates { get; init; }

    /// <summary>Carries out a plan.</summary>
    /// <param name="subject">The object the plan was made for.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Cancels the step that is under way.</param>
    public async Task ExecuteAsync(T subject, Plan<TStatus> plan, CancellationToken cancellationToken)
    {
        var key = ObjectKey.Of(subject);
        T current = subject;
        TStatus final = plan.Status;
        try
        {
            foreach (ConfigMapWrite write in plan.ConfigMaps)
            {
                if (await ConfigMaps!.WriteAsync(key, write, cancellationToken) is { } created)
                {
                    final = plan.OnCreated(final, created);
                }
            }

            foreach (PromptVersionWrite write in plan.PromptVersions)
            {
                await PromptVersions!.WriteAsync(key, write, cancellationToken);
            }

            current = plan.WriteAhead is { } ahead ? await status.WriteAsync(current, ahead, cancellationToken) : current;
            if (plan.Template is { } template)
            {
                await Templates!.WriteAsync(key, template, cancellationToken);
            }
        }
        catch (ApiException refusal) when (IsWorthTelling(refusal))
        {
            await TellAsync(subject, current, plan, refusal, cancellationToken);
            if (refusal.FieldConflicts.Count == 0)
            {
                throw;
            }

            return;
        }

        current = await status.WriteAsync(current, final, cancellationToken);
        EventNote? stall = StallNote.Between(subject.Status, final);
        foreach (EventNote note in stall is null ? plan.Events : plan.Events.Append(stall))
        {
            announcer.Announce(subject, note);
        }

        if (plan.Labels.Count > 0)
        {
            await Labels!.WriteAsync(current, plan.Labels, cancellationToken);
        }
    }

    /// <summary>A stale view, a busy server or a lost connection cure themselves by another look; a refusal needs a reader.</summary>
    private static bool IsWorthTelling(ApiException refusal) =>
        refusal.FieldConflicts.Count > 0 || refusal.IsForbidden || refusal.IsInvalid || refusal.IsRequestTooLarge;

    private async Task TellAsync(T subject, T current, Plan<TStatus> plan, ApiException refusal, CancellationToken cancellationToken)
    {
        var failure = new WriteFailure(
            refusal.Message, [.. refusal.FieldConflicts.Select(conflict => new HeldField(conflict.Manager, conflict.Field))]);
        if (plan.OnFailure(failure) is { } told)
        {
            await status.WriteAsync(current, told, cancellationToken);
            if (StallNote.Between(subject.Status, told) is { } stall)
            {
                announcer.Announce(subject, stall);
            }
        }
    }
}
