using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Api.Naming;
using Keyframe.Core.Injection;

namespace Keyframe.Core.Rollouts;

/// <summary>What somebody asked for by annotation: each request is answered once, by its id, and carried out at most once.</summary>
internal static class RequestRules
{
    /// <summary>
    /// Answers a request that was not answered before. What it asks for takes effect with the rules that follow: a retry lets go
    /// of what is held, a way back is in <see cref="RolloutState.Requested"/>.
    /// </summary>
    public static RolloutState Answer(RolloutState state)
    {
        string? text = state.Observation.Binding.Metadata.Annotations?.TryGetValue(Annotations.Request, out string? value) == true
            ? value
            : null;
        if (RolloutRequest.Parse(text) is not { } request || request.Id == state.Recorded.LastHandledRequest?.Id
            || state.Observation.Workload is null || state.Observation.OlderClaim is not null)
        {
            return state;
        }

        return request switch
        {
            { Fault: { } fault } => Reject(state, request, fault),
            _ when IsOfLostRecord(state) => Reject(
                state,
                request,
                "Of this binding no record was left, so nobody knows whether this was carried out before. Ask again with another id."),
            { Action: RequestAction.Retry } => Retry(state, request),
            { Action: RequestAction.Abort } => Abort(state, request),
            _ => Undo(state, request),
        };
    }

    /// <summary>
    /// Whether the request stands beside a snapshot that was found and not rolled out: the record was lost, or a backup restored
    /// without it. The annotation may be as old as that.
    /// </summary>
    private static bool IsOfLostRecord(RolloutState state) =>
        state.ActiveEntry is { Initiator: RevisionInitiator.Found } && state.Observation.Binding.Status is not { History.Count: > 0 };

    /// <summary>A way back that was asked for.</summary>
    public static RolloutDecision? GoBack(RolloutState state) =>
        state.Requested is { } target
            ? WayBack.To(
                state, target, RevisionInitiator.Request, $"request {state.Recorded.LastHandledRequest!.Id}", evidence: null)
            : null;

    private static RolloutState Retry(RolloutState state, RolloutRequest request)
    {
        string? what = state.Recorded.Hold is { } hold ? $"Snapshot {hold.Snapshot} is tried once more."
            : DriftRules.IsFight(state.Recorded.Repairs ?? []) ? "Keyframe's fields are put back once more."
            : null;
        if (what is null)
        {
            return Reject(state, request, "Nothing is held, so there is nothing to try again.");
        }

        RolloutState accepted = Accept(state, request, what);
        return accepted with { Recorded = accepted.Recorded with { Hold = null, Repairs = null } };
    }

    private static RolloutState Abort(RolloutState state, RolloutRequest request)
    {
        if (state.PendingEntry is { } pending)
        {
            RolloutState accepted = Accept(state, request, $"Revision {pending.Revision} is not begun.");
            GenAIDeploymentStatus withdrawn = History.Withdraw(accepted.Recorded, state.Desired, state.Observation.Now);
            return accepted with
            {
                Recorded = withdrawn with { Hold = HoldRules.Of(state, Reasons.Aborted, $"request {request.Id}") },
            };
        }

        if (state.ActiveEntry is not { Result: RevisionResult.Progressing } active)
        {
            return Reject(
                state,
                request,
                $"No rollout is under way. To go back to an earlier revision: {RequestCommand.Of(state.Observation.Binding, "undo")}");
        }

        return WayBack.Target(state) is { } target
            ? GoBackTo(state, request, target, $"Revision {active.Revision} is ended")
            : Reject(state, request, "No earlier revision completed that is not held and whose ConfigMap is still there, so there is no way back.");
    }

    private static RolloutState Undo(RolloutState state, RolloutRequest request)
    {
        if (state.ActiveEntry is not { } active)
        {
            return Reject(state, request, "No snapshot is active, so there is nothing to undo.");
        }

        if (request.Revision is not { } number)
        {
            return WayBack.Target(state) is { } last
                ? GoBackTo(state, request, last, $"Revision {active.Revision} is undone")
                : Reject(state, request, "No earlier revision completed that is not held and whose ConfigMap is still there. Name one by revision=….");
        }

        RevisionEntry? target = state.Recorded.History.FirstOrDefault(entry => entry.Revision == number);
        return target switch
        {
            null => Reject(state, request, $"status.history has no revision {number}."),
            _ when (target.Digest, target.Injection) == (active.Digest, active.Injection) =>
                Reject(state, request, $"Revision {number} is what runs already."),
            _ when target.ConfigMap is not { } configMap || !Exists(state)(configMap) =>
                Reject(state, request, $"ConfigMap {target.ConfigMap} of revision {number} is gone. Apply snapshot {target.Snapshot} again first."),
            _ => GoBackTo(state, request, target, $"Revision {active.Revision} is undone"),
        };
    }

    private static RolloutState GoBackTo(RolloutState state, RolloutRequest request, RevisionEntry target, string what) =>
        target.Containers is { Count: > 0 } containers
        && InjectionTarget.CheckContainers(containers, state.Workload.Spec.Template) is { } fault
            ? Reject(state, request, $"Revision {target.Revision} cannot be gone back to. {fault.Message}")
            : Accept(state, request, $"{what}: back to revision {target.Revision}, snapshot {target.Snapshot}.") with { Requested = target };

    private static Func<string, bool> Exists(RolloutState state) => name => state.Observation.FindConfigMap(name) is not null;

    private static RolloutState Accept(RolloutState state, RolloutRequest request, string message) =>
        Answer(state, request, RequestResult.Accepted, message);

    private static RolloutState Reject(RolloutState state, RolloutRequest request, string message) =>
        Answer(state, request, RequestResult.Rejected, message);

    private static RolloutState Answer(RolloutState state, RolloutRequest request, RequestResult result, string message)
    {
        var answer = new HandledRequest
        {
            Id = request.Id,
            Request = request.Text,
            Result = result,
            Message = message,
            At = state.Observation.Now,
        };
        return state with { Answered = answer, Recorded = state.Recorded with { LastHandledRequest = answer } };
    }
}
