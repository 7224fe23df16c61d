using Keyframe.Api.Deployments;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Changes;
using Keyframe.Core.Rollouts;
using Keyframe.Core.Workloads;
using Keyframe.Operator.Resources;
using Keyframe.Runtime;

namespace Keyframe.Operator.Deployments;

/// <summary>Gathers what the plan of a binding depends on, from caches alone.</summary>
internal sealed class DeploymentObserver(Caches caches, TimeProvider clock)
{
    public RolloutObservation Observe(GenAIDeployment binding)
    {
        string @namespace = binding.Metadata.NamespaceProperty;
        GenAIAppSnapshot? snapshot = caches.Snapshots.Store.Get(new ObjectKey(@namespace, binding.Spec.SnapshotRef.Name));
        Workload? workload = caches.Workloads.Of(binding);
        return new RolloutObservation(binding, clock.GetUtcNow())
        {
            Workload = workload,
            Pods = workload is null ? [] : caches.Pods.Of(workload),
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
        bool same = version?.Status?.Digest == prompt.Digest;
        return new PromptFacts(
            prompt.Name, prompt.Prompt, prompt.Version, prompt.Digest,
            same ? version!.Spec.CommitMessage : null, same ? version!.Spec.Author : null);
    }
}
