using Keyframe.Api.Conditions;
using Keyframe.Api.PromptRegistries;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Faults;
using Keyframe.Core.Prompts;
using Keyframe.Core.Registries;
using Keyframe.Operator.Resources;
using Keyframe.Registries;
using Keyframe.Runtime;

namespace Keyframe.Operator.PromptRegistries;

/// <summary>
/// Looks at a registry: at every version that a PromptVersion of its namespace was resolved to, and at every alias that is tracked or
/// was resolved, in one survey.
/// </summary>
/// <param name="caches">Knows who relies on what.</param>
/// <param name="connections">Reaches the registries.</param>
/// <param name="findings">Takes what is found out about PromptVersions.</param>
/// <param name="metrics">Counts what is out of sync.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class RegistrySurveyor(
    Caches caches, RegistryConnections connections, SourceFindings findings, RegistryMetrics metrics, TimeProvider clock)
{
    /// <summary>Looks at a registry.</summary>
    /// <param name="registry">The PromptRegistry.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was seen, and what the registry asks to wait before another look after a failure.</returns>
    public async Task<(RegistryObservation Observation, TimeSpan? RetryAfter)> ObserveAsync(
        PromptRegistry registry, CancellationToken cancellationToken)
    {
        var key = ObjectKey.Of(registry);
        PromptVersion[] pinned =
            [.. caches.PromptsByRegistry.Find(Caches.Value(key.Namespace, key.Name)).Where(prompt => IsPinned(registry, prompt))];
        try
        {
            using RegistryLease lease = await connections.ConnectAsync(registry, cancellationToken);
            string? cursor = SurveyCursor.Read(lease.Origin, registry.Status?.Cursor);
            SurveyPlan plan = SurveyPlan.Of(registry, pinned, Exists, cursor);
            await lease.Client.ProbeAsync(cancellationToken);
            Survey survey = await lease.Client.SurveyAsync(plan.Request, cancellationToken);
            (int drifted, bool isNews) = Judge(registry, pinned, plan, survey);
            metrics.SetDrifted(key.Namespace, key.Name, drifted);
            return (Seen(registry, clock.GetUtcNow()) with
            {
                // A finding may be lost until it is on record, so the cursor does not move beyond it.
                Cursor = SurveyCursor.Write(lease.Origin, isNews ? cursor : survey.Cursor),
                Pinned = pinned.Length,
                Drifted = drifted,
                Tracks = [.. (registry.Spec.Track ?? []).Select(track => plan.TrackOf(track, survey))],
            }, null);
        }
        catch (RegistryException failure)
        {
            return (Failed(registry, failure.Fault), failure.Fault.RetryAfter);
        }

        bool Exists(string name) => caches.Prompts.Store.Get(new ObjectKey(key.Namespace, name)) is not null;
    }

    /// <summary>Forgets a registry that is gone.</summary>
    public void Forget(ObjectKey key)
    {
        connections.Forget(key);
        metrics.Forget(key.Namespace, key.Name);
    }

    /// <summary>
    /// Whether this registry can say anything about it: one that is of another product by now, or was of another name, cannot.
    /// </summary>
    private static bool IsPinned(PromptRegistry registry, PromptVersion prompt) =>
        prompt is { Metadata.DeletionTimestamp: null, Status: { Digest: not null, Resolved: { } resolved, ContentRef: not null } }
        && resolved.Registry == registry.Metadata.Name
        && (prompt.Spec.Source?.Mlflow is not null) == (registry.Spec.Mlflow is not null);

    /// <summary>How many are out of sync, and whether any of that is not on record yet.</summary>
    private (int Drifted, bool IsNews) Judge(PromptRegistry registry, PromptVersion[] pinned, SurveyPlan plan, Survey survey)
    {
        (int drifted, bool isNews) = (0, false);
        foreach (PromptVersion prompt in pinned)
        {
            SourceFinding? recorded = SourceFinding.Recorded(prompt.Status);
            SourceFinding? finding = SurveyFindings.Of(
                prompt, registry.Metadata.Name, plan.VersionOf(prompt, survey), plan.AliasOf(prompt, survey));
            if (finding is not null && findings.Report(prompt, finding) && !finding.IsInSync && finding.Reason != recorded?.Reason)
            {
                metrics.Drifted(registry.Metadata.NamespaceProperty, registry.Metadata.Name, finding.Reason);
            }

            isNews |= finding is not null && finding != recorded;
            drifted += (finding ?? recorded) is { IsInSync: false } ? 1 : 0;
        }

        return (drifted, isNews);
    }

    private RegistryObservation Failed(PromptRegistry registry, RegistryFault fault)
    {
        if (fault.Reason == Reasons.CredentialsInvalid)
        {
            connections.Doubt(ObjectKey.Of(registry));
        }

        return Seen(registry, clock.GetUtcNow()) with
        {
            Failure = new RegistryFailure(new Fault(fault.Reason, fault.Message), fault.Kind == RegistryFaultKind.Transient),
        };
    }

    private RegistryObservation Seen(PromptRegistry registry, DateTimeOffset now)
    {
        string @namespace = registry.Metadata.NamespaceProperty;
        return new RegistryObservation(registry, now)
        {
            Find = name => caches.Prompts.Store.Get(new ObjectKey(@namespace, name)),
            Proposed = [.. caches.PromptsByTracker.Find(Caches.Value(@namespace, registry.Metadata.Name))
                .Where(prompt => Caches.RegistryOf(prompt) == registry.Metadata.Name)],
            IsReferenced = name => caches.SnapshotsByPrompt.Find(Caches.Value(@namespace, name)).Count > 0,
        };
    }
}
