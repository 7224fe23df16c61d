using Keyframe.Api.Deployments;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Changes;
using Keyframe.Core.Planning;
using Keyframe.Core.Rollouts;
using Keyframe.Core.Snapshots;
using Keyframe.Core.Workloads;
using Keyframe.Operator.Resources;
using Keyframe.Runtime;

namespace Keyframe.Operator.Deployments;

/// <summary>
/// Gathers what the plan of a binding depends on: from caches alone, but for the words about a revision that begins.
/// </summary>
internal sealed class DeploymentObserver(
    Caches caches,
    SnapshotDocuments documents,
    WorkloadReader reader,
    TemplateRemovals removals,
    RolloutThresholds thresholds,
    TimeProvider clock)
{
    public RolloutObservation Observe(GenAIDeployment binding)
    {
        string @namespace = binding.Metadata.NamespaceProperty;
        GenAIAppSnapshot? snapshot = caches.Snapshots.Store.Get(new ObjectKey(@namespace, binding.Spec.SnapshotRef.Name));
        Workload? workload = caches.Workloads.Of(binding);
        return new RolloutObservation(binding, clock.GetUtcNow())
        {
            Workload = workload,
            Thresholds = thresholds,
            Pods = workload is null ? [] : caches.Pods.Of(workload),
            Removal = workload is null ? default : removals.Of(workload),
            OtherConfigMaps = [.. OtherConfigMaps(binding, workload)],
            MissingConfigMap = workload?.Spec.Template.Snapshot is { } mounted
                && caches.ConfigMaps.Store.Get(new ObjectKey(@namespace, mounted)) is null
                    ? mounted
                    : null,
            OlderClaim = OlderClaim(binding),
            Snapshot = snapshot,
            ConfigMap = snapshot?.Status?.ConfigMapName is { } name
                ? caches.ConfigMaps.Store.Get(new ObjectKey(@namespace, name))?.ToIdentity()
                : null,
            Desired = FactsOf(snapshot),
            Active = FactsOf(@namespace, binding.Status?.Active?.Snapshot, binding.Status?.Active?.Digest),
            Pending = FactsOf(@namespace, binding.Status?.Pending?.Snapshot, binding.Status?.Pending?.Digest),
        };
    }

    /// <summary>
    /// Adds the documents of the two snapshots that a new revision lies between, so that it can be told what changed inside of
    /// them. At most two requests, of which none decides anything.
    /// </summary>
    /// <param name="observation">What was observed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<RolloutObservation> WithDocumentsAsync(RolloutObservation observation, CancellationToken cancellationToken)
    {
        RolloutState state = RolloutState.Of(observation);
        string @namespace = observation.Binding.Metadata.NamespaceProperty;
        if (state.Recorded.Active is not { } active || observation.Desired is not { } desired || active.Digest == desired.Digest
            || await documents.ReadAsync(@namespace, active.Snapshot, active.Digest, cancellationToken) is not { } before)
        {
            return observation;
        }

        SnapshotFacts known = state.ActiveFacts ?? SnapshotFacts.Of(active.Snapshot, before);
        StoredSnapshot? after = await documents.ReadAsync(@namespace, desired.Name, desired.Digest, cancellationToken);
        return observation with { Active = known with { Document = before }, Desired = desired with { Document = after } };
    }

    /// <summary>
    /// Adds the workload and its revisions as the API server has them; null where it has a newer version than the cache.
    /// </summary>
    /// <param name="observation">What was observed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<RolloutObservation?> WithReadingAsync(RolloutObservation observation, CancellationToken cancellationToken) =>
        await reader.ReadAsync(observation.Workload!, cancellationToken) is { } reading ? observation with { Reading = reading } : null;

    /// <summary>The ConfigMaps that can be gone back to, and the one that is mounted.</summary>
    private IEnumerable<ConfigMapIdentity> OtherConfigMaps(GenAIDeployment binding, Workload? workload) =>
        (binding.Status?.History ?? []).Select(entry => entry.ConfigMap).Append(workload?.Spec.Template.Snapshot)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Select(name => caches.ConfigMaps.Store.Get(new ObjectKey(binding.Metadata.NamespaceProperty, name))?.ToIdentity())
            .OfType<ConfigMapIdentity>();

    private string? OlderClaim(GenAIDeployment binding) => Age.OldestBefore(
        caches.BindingsByWorkload.Find(Caches.WorkloadOf(binding)), binding)?.Metadata.Name;

    /// <summary>A snapshot that was made anew under the same name is another one.</summary>
    private SnapshotFacts? FactsOf(string @namespace, string? name, string? digest) =>
        name is not null && caches.Snapshots.Store.Get(new ObjectKey(@namespace, name)) is { } snapshot && snapshot.Status?.Digest == digest
            ? FactsOf(snapshot)
            : null;

    private SnapshotFacts? FactsOf(GenAIAppSnapshot? snapshot) =>
        snapshot?.Status?.Prompts is { } prompts
            ? new SnapshotFacts(
                snapshot.Metadata.Name, snapshot.Status.Digest, snapshot.Spec, [.. prompts.Select(prompt => FactsOf(snapshot, prompt))])
            : null;

    private PromptFacts FactsOf(GenAIAppSnapshot snapshot, ResolvedPrompt prompt)
    {
        string? reference = snapshot.Spec.Prompts.FirstOrDefault(named => named.Name == prompt.Name)?.PromptRef.Name;
        PromptVersion? version = reference is null
            ? null
            : caches.Prompts.Store.Get(new ObjectKey(snapshot.Metadata.NamespaceProperty, reference));
        PromptVersion? same = version?.Status?.Digest == prompt.Digest ? version : null;
        return new PromptFacts(
            prompt.Name, prompt.Prompt, prompt.Version, prompt.Digest, same?.Spec.CommitMessage, same?.Spec.Author)
        {
            Variables = same?.Status is { Engine: TemplateEngine.Mustache or TemplateEngine.None } status ? status.Variables ?? [] : null,
        };
    }
}
