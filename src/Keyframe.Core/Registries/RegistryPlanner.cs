using System.Collections.Frozen;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptRegistries;
using Keyframe.Core.Conditions;
using Keyframe.Core.Faults;
using Keyframe.Core.Planning;

namespace Keyframe.Core.Registries;

/// <summary>How a look at a registry becomes its status, and what is created and deleted because of it.</summary>
public static class RegistryPlanner
{
    /// <summary>What only a server can say that was reached.</summary>
    private static readonly FrozenSet<string> Answers = FrozenSet.Create(
        Reasons.CredentialsInvalid, Reasons.PermissionDenied, Reasons.HostHeaderRejected, Reasons.WorkspacesDisabled,
        Reasons.WorkspaceNotFound, Reasons.RateLimited, Reasons.RequestRefused);

    /// <summary>What is found out before anything is sent.</summary>
    private static readonly FrozenSet<string> Unsent = FrozenSet.Create(
        Reasons.InvalidSpec, Reasons.SecretNotFound, Reasons.SecretAccessDenied, Reasons.SecretHostNotAllowed, Reasons.SecretIncomplete,
        Reasons.CaBundleNotFound, Reasons.CaBundleInvalid);

    /// <summary>What is wrong with the credentials.</summary>
    private static readonly FrozenSet<string> Credentials = FrozenSet.Create(
        Reasons.CredentialsInvalid, Reasons.PermissionDenied, Reasons.SecretNotFound, Reasons.SecretAccessDenied,
        Reasons.SecretHostNotAllowed, Reasons.SecretIncomplete);

    /// <summary>Plans a PromptRegistry. Pure and total.</summary>
    /// <param name="observation">What was observed.</param>
    public static Plan<PromptRegistryStatus> Plan(RegistryObservation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        PromptRegistryStatus recorded = observation.Registry.Status ?? new PromptRegistryStatus();
        recorded = recorded with { Url = RegistryShape.Url(observation.Registry.Spec)?.AbsoluteUri };
        return observation.Failure is { } failure ? Fail(observation, recorded, failure) : Succeed(observation, recorded);
    }

    private static Plan<PromptRegistryStatus> Fail(RegistryObservation observation, PromptRegistryStatus recorded, RegistryFailure failure)
    {
        string reason = failure.Fault.Reason;
        string message = failure.IsTransient ? Told(observation, reason) ?? failure.Fault.Message : failure.Fault.Message;
        bool? reached = Answers.Contains(reason) ? true : Unsent.Contains(reason) ? null : false;
        bool? accepted = Credentials.Contains(reason) ? false : null;
        Verdict verdict = failure.IsTransient ? Verdict.Progressing(reason, message) : Verdict.Stalled(reason, message);
        bool isNew = failure.IsTransient && recorded.Conditions.Any(
            condition => condition is { Type: ConditionTypes.Ready, Status: ConditionStatus.True });
        ConditionSet conditions = Judge(observation, recorded, verdict)
            .Set(ConditionTypes.Reachable, reached, reason, message)
            .Set(ConditionTypes.Authenticated, accepted, reason, message);
        if (observation.Registry.Spec.Track is { Count: > 0 })
        {
            conditions.Set(ConditionTypes.Tracking, null, reason, "Nothing is known of the tracked aliases while the registry cannot be read.");
        }

        return new Plan<PromptRegistryStatus>(With(observation, recorded, conditions))
        {
            Events = isNew ? [new EventNote(reason, "Connect", message, Warning: true)] : [],
            OnFailure = static _ => null,
        };
    }

    /// <summary>
    /// What was said of the same failure before. The words of a server that is down can differ each time, and each change of a
    /// status wakes all that wait for the registry.
    /// </summary>
    private static string? Told(RegistryObservation observation, string reason) => observation.Registry.Status?.Conditions
        .FirstOrDefault(condition => condition is { Type: ConditionTypes.Reconciling, Status: ConditionStatus.True }
            && condition.Reason == reason && condition.ObservedGeneration == observation.Registry.Metadata.Generation)?.Message;

    private static Plan<PromptRegistryStatus> Succeed(RegistryObservation observation, PromptRegistryStatus recorded)
    {
        Tracking tracking = Tracking.Of(observation);
        string told = observation.Drifted == 0
            ? $"{observation.Pinned} PromptVersions are as they were resolved."
            : $"{observation.Drifted} of {observation.Pinned} PromptVersions differ from their source; each says how in its condition SourceInSync.";
        Verdict verdict = tracking.Fault switch
        {
            null => Verdict.Ready(Reasons.Succeeded, told),
            { Reason: Reasons.NameTaken } taken => Verdict.Stalled(taken.Reason, taken.Message),
            { } fault => Verdict.Progressing(fault.Reason, fault.Message),
        };
        ConditionSet conditions = Answered(observation, recorded, verdict);
        if (observation.Registry.Spec.Track is { Count: > 0 })
        {
            Fault? fault = tracking.Fault;
            conditions.Set(
                ConditionTypes.Tracking, fault is null, fault?.Reason ?? Reasons.Succeeded, fault?.Message ?? "Each entry has its PromptVersion.");
        }

        return new Plan<PromptRegistryStatus>(With(observation, recorded, conditions) with
        {
            Pinned = observation.Pinned,
            Drifted = observation.Drifted,
            LastVerified = observation.Now,
            Cursor = observation.Cursor,
            Tracked = tracking.Tracked is { Count: > 0 } tracked ? tracked : null,
        })
        {
            PromptVersions = tracking.Writes,
            Events = tracking.Events,
            OnFailure = refused => Refuse(observation, recorded, FailureVerdict.Of(refused)),
        };
    }

    /// <summary>
    /// A proposal could not be written. The registry itself is fine, and PromptVersions that wait for it need not wait. When it
    /// was verified is left as it is: a status that differs after each try would have it tried again at once.
    /// </summary>
    private static PromptRegistryStatus Refuse(RegistryObservation observation, PromptRegistryStatus recorded, Verdict verdict) =>
        With(observation, recorded, Answered(observation, recorded, verdict)
            .Set(ConditionTypes.Tracking, false, verdict.Reason, verdict.Message));

    private static ConditionSet Answered(RegistryObservation observation, PromptRegistryStatus recorded, Verdict verdict) =>
        Judge(observation, recorded, verdict)
            .Set(ConditionTypes.Reachable, true, Reasons.Succeeded, "The server answers.")
            .Set(ConditionTypes.Authenticated, true, Reasons.Succeeded, "The server accepts what is sent.");

    private static ConditionSet Judge(RegistryObservation observation, PromptRegistryStatus recorded, Verdict verdict) =>
        new ConditionSet(recorded.Conditions, observation.Registry.Metadata.Generation ?? 0, observation.Now).Judge(verdict);

    private static PromptRegistryStatus With(RegistryObservation observation, PromptRegistryStatus recorded, ConditionSet conditions) =>
        recorded with { ObservedGeneration = observation.Registry.Metadata.Generation ?? 0, Conditions = conditions.ToList() };
}
