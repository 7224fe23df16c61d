using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Api.Naming;
using Keyframe.Api.PromptRegistries;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Pods;
using Keyframe.Core.Workloads;
using Keyframe.Runtime;
using Keyframe.Runtime.Caching;
using Keyframe.Runtime.Controllers;

namespace Keyframe.Operator.Resources;

/// <summary>
/// The shared caches and their reverse indexes. Every "who depends on this?" is one look-up, so one change costs the same
/// whatever else is in the cluster.
/// </summary>
internal sealed class Caches
{
    public Caches(ControllerManager manager)
    {
        Prompts = manager.Informer(ResourceTypes.PromptVersions);
        Snapshots = manager.Informer(ResourceTypes.Snapshots);
        Bindings = manager.Informer(ResourceTypes.Bindings);
        Registries = manager.Informer(ResourceTypes.Registries);
        ConfigMaps = manager.Informer(ResourceTypes.ConfigMaps);
        Workloads = new WorkloadCaches(manager);
        Pods = new PodCaches(manager);

        PromptsByIdentity = Prompts.AddIndex("identity", prompt => [IdentityOf(prompt)]);
        PromptsByConfigMap = Prompts.AddIndex("configMap", ConfigMapsOf);
        PromptsByParent = Prompts.AddIndex(
            "parent", prompt => prompt.Spec.Parent is { } parent ? [Value(prompt.Metadata.NamespaceProperty, parent)] : []);
        PromptsByRegistry = Prompts.AddIndex(
            "registry", prompt => RegistryOf(prompt) is { } registry ? [Value(prompt.Metadata.NamespaceProperty, registry)] : []);
        PromptsByTracker = Prompts.AddIndex("tracker", prompt =>
            prompt.Metadata.Labels?.TryGetValue(Labels.TrackedFrom, out string? tracker) == true
                ? [Value(prompt.Metadata.NamespaceProperty, tracker)]
                : []);
        RegistriesByConfigMap = Registries.AddIndex("configMap", registry => registry.Spec.CaBundle is { } bundle
            ? [Value(registry.Metadata.NamespaceProperty, bundle.ConfigMapKeyRef.Name)]
            : []);
        SnapshotsByPrompt = Snapshots.AddIndex(
            "prompt", snapshot => snapshot.Spec.Prompts.Select(prompt => Value(snapshot.Metadata.NamespaceProperty, prompt.PromptRef.Name)).Distinct());
        SnapshotsByConfigMap = Snapshots.AddIndex(
            "configMap", snapshot => snapshot.Status?.ConfigMapName is { } name ? [Value(snapshot.Metadata.NamespaceProperty, name)] : []);
        BindingsBySnapshot = Bindings.AddIndex(
            "snapshot", binding => [Value(binding.Metadata.NamespaceProperty, binding.Spec.SnapshotRef.Name)]);
        SnapshotsByIndexConfigMap = Snapshots.AddIndex("indexConfigMap", snapshot => (snapshot.Spec.Retrieval ?? [])
            .Select(item => item.Verify?.ConfigMapKeyRef?.Name).OfType<string>().Distinct()
            .Select(name => Value(snapshot.Metadata.NamespaceProperty, name)));
        BindingsByActive = Bindings.AddIndex("active", binding => binding.Status?.Active?.Snapshot is { } active
            ? [Value(binding.Metadata.NamespaceProperty, active)]
            : []);
        BindingsByWorkload = Bindings.AddIndex(
            "workload", binding => [WorkloadOf(binding)]);
    }

    public Informer<PromptVersion> Prompts { get; }

    public Informer<GenAIAppSnapshot> Snapshots { get; }

    public Informer<GenAIDeployment> Bindings { get; }

    public Informer<PromptRegistry> Registries { get; }

    public Informer<ConfigMapMetadata> ConfigMaps { get; }

    public WorkloadCaches Workloads { get; }

    public PodCaches Pods { get; }

    /// <summary>PromptVersions by prompt and version.</summary>
    public StoreIndex<PromptVersion> PromptsByIdentity { get; }

    /// <summary>PromptVersions by the ConfigMap they read or have pinned.</summary>
    public StoreIndex<PromptVersion> PromptsByConfigMap { get; }

    /// <summary>PromptVersions by the parent they name.</summary>
    public StoreIndex<PromptVersion> PromptsByParent { get; }

    /// <summary>PromptVersions by the PromptRegistry of their source.</summary>
    public StoreIndex<PromptVersion> PromptsByRegistry { get; }

    /// <summary>PromptVersions by the PromptRegistry whose tracking created them.</summary>
    public StoreIndex<PromptVersion> PromptsByTracker { get; }

    /// <summary>PromptRegistries by the ConfigMap of their CA bundle.</summary>
    public StoreIndex<PromptRegistry> RegistriesByConfigMap { get; }

    /// <summary>Snapshots by a PromptVersion they name.</summary>
    public StoreIndex<GenAIAppSnapshot> SnapshotsByPrompt { get; }

    /// <summary>Snapshots by their recorded ConfigMap.</summary>
    public StoreIndex<GenAIAppSnapshot> SnapshotsByConfigMap { get; }

    /// <summary>Bindings by the snapshot they ask for.</summary>
    public StoreIndex<GenAIDeployment> BindingsBySnapshot { get; }

    /// <summary>Snapshots by a ConfigMap that tells the version of one of their indexes.</summary>
    public StoreIndex<GenAIAppSnapshot> SnapshotsByIndexConfigMap { get; }

    /// <summary>Bindings by the snapshot that is active.</summary>
    public StoreIndex<GenAIDeployment> BindingsByActive { get; }

    /// <summary>Bindings by the workload they name, of which the kind is a part (<see cref="WorkloadOf"/>).</summary>
    public StoreIndex<GenAIDeployment> BindingsByWorkload { get; }

    /// <summary>The index value of a name in a namespace.</summary>
    public static string Value(string @namespace, string name) => $"{@namespace}/{name}";

    /// <summary>The index value of a workload: those of different kinds may share a name.</summary>
    public static string WorkloadValue(string kind, string @namespace, string name) => $"{kind}/{@namespace}/{name}";

    /// <summary>The index value of the workload that a binding names.</summary>
    public static string WorkloadOf(GenAIDeployment binding) => WorkloadValue(
        binding.Spec.WorkloadRef.Kind.ToString(), binding.Metadata.NamespaceProperty, binding.Spec.WorkloadRef.Name);

    /// <summary>The index value of a PromptVersion's prompt and version.</summary>
    public static string IdentityOf(PromptVersion prompt) =>
        $"{prompt.Metadata.NamespaceProperty}/{prompt.Spec.Prompt}/{prompt.Spec.Version}";

    /// <summary>The PromptRegistry that a PromptVersion's source is reached through; null where it has none.</summary>
    public static string? RegistryOf(PromptVersion prompt) =>
        prompt.Spec.Source?.Mlflow?.RegistryRef.Name ?? prompt.Spec.Source?.Langfuse?.RegistryRef.Name;

    /// <summary>The keys of objects, for waking their controllers.</summary>
    public static IEnumerable<ObjectKey> KeysOf<T>(IEnumerable<T> objects)
        where T : class, k8s.IKubernetesObject<k8s.Models.V1ObjectMeta> => objects.Select(found => ObjectKey.Of(found));

    /// <summary>The keys of what an index has under an object's own name: those that refer to it.</summary>
    public static IEnumerable<ObjectKey> ReferringTo<T>(StoreIndex<T> index, k8s.IKubernetesObject<k8s.Models.V1ObjectMeta> named)
        where T : class, k8s.IKubernetesObject<k8s.Models.V1ObjectMeta> =>
        KeysOf(index.Find(Value(named.Metadata.NamespaceProperty, named.Metadata.Name)));

    /// <summary>
    /// Bindings that a ConfigMap concerns: those that ask for the snapshot that records it, and those whose workload mounts
    /// it. The ConfigMap's own labels are not asked: whoever takes them off would else keep the bindings from noticing that
    /// its owners are gone as well.
    /// </summary>
    public IEnumerable<GenAIDeployment> BindingsOf(ConfigMapMetadata configMap)
    {
        string @namespace = configMap.Metadata.NamespaceProperty;
        string value = Value(@namespace, configMap.Metadata.Name);
        return SnapshotsByConfigMap.Find(value)
            .SelectMany(snapshot => BindingsBySnapshot.Find(Value(@namespace, snapshot.Metadata.Name)))
            .Concat(Workloads.ThatMount(value).SelectMany(BindingsOf))
            .DistinctBy(binding => binding.Metadata.Name);
    }

    /// <summary>The bindings of a workload.</summary>
    public IReadOnlyCollection<GenAIDeployment> BindingsOf(Workload workload) => BindingsByWorkload.Find(
        WorkloadValue(workload.Kind, workload.Metadata.NamespaceProperty, workload.Metadata.Name));

    /// <summary>The bindings of the workload that a pod belongs to.</summary>
    public IEnumerable<GenAIDeployment> BindingsOf(Pod pod) =>
        Pods.WorkloadOf(pod) is { } workload ? BindingsByWorkload.Find(workload) : [];

    /// <summary>The bindings of the Deployment that a ReplicaSet belongs to.</summary>
    public IEnumerable<GenAIDeployment> BindingsOf(TemplateSource replicaSet) =>
        PodCaches.WorkloadOf(replicaSet) is { } workload ? BindingsByWorkload.Find(workload) : [];

    /// <summary>The PromptVersions that may wait for a registry: those that are not ready.</summary>
    public IEnumerable<ObjectKey> WaitingFor(PromptRegistry registry) =>
        KeysOf(PromptsByRegistry.Find(Value(registry.Metadata.NamespaceProperty, registry.Metadata.Name))
            .Where(prompt => prompt.Status?.Conditions.Any(condition =>
                condition is { Type: ConditionTypes.Ready, Status: ConditionStatus.True }) != true));

    /// <summary>Whether a binding asks for a snapshot, or has it active.</summary>
    public bool IsInUse(GenAIAppSnapshot snapshot)
    {
        string value = Value(snapshot.Metadata.NamespaceProperty, snapshot.Metadata.Name);
        return BindingsBySnapshot.Find(value).Count > 0 || BindingsByActive.Find(value).Count > 0;
    }

    /// <summary>The snapshots that a binding asks for or has active.</summary>
    public static IEnumerable<ObjectKey> SnapshotsOf(GenAIDeployment binding) =>
        from name in (string?[])[binding.Spec.SnapshotRef.Name, binding.Status?.Active?.Snapshot]
        where name is { Length: > 0 }
        select new ObjectKey(binding.Metadata.NamespaceProperty, name);

    /// <summary>The workloads, as far as they exist, whose bindings ask for a snapshot.</summary>
    public IEnumerable<Workload> WorkloadsOf(GenAIAppSnapshot snapshot)
    {
        string @namespace = snapshot.Metadata.NamespaceProperty;
        return BindingsBySnapshot.Find(Value(@namespace, snapshot.Metadata.Name))
            .DistinctBy(WorkloadOf)
            .Select(Workloads.Of)
            .OfType<Workload>();
    }

    private static IEnumerable<string> ConfigMapsOf(PromptVersion prompt)
    {
        string @namespace = prompt.Metadata.NamespaceProperty;
        if (prompt.Spec.Source?.ConfigMapKeyRef is { } source)
        {
            yield return Value(@namespace, source.Name);
        }

        if (prompt.Status?.ContentRef is { } pin)
        {
            yield return Value(@namespace, pin.Name);
        }
    }
}
