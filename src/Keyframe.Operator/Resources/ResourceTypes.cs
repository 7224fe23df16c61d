using Keyframe.Api.Deployments;
using Keyframe.Api.Json;
using Keyframe.Api.Naming;
using Keyframe.Api.PromptRegistries;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Pods;
using Keyframe.Core.Workloads;
using Keyframe.Runtime.Transport;

namespace Keyframe.Operator.Resources;

/// <summary>The kinds that the operator reads and writes, each seen through no more than it needs.</summary>
internal static class ResourceTypes
{
    /// <summary>On a Deployment and its ReplicaSets, set by Kubernetes: the number of the revision.</summary>
    public const string Revision = "deployment.kubernetes.io/revision";

    public static readonly ResourceType<PromptVersion> PromptVersions =
        new(ApiGroup.Name, ApiGroup.Version, "promptversions", "PromptVersion", KeyframeJsonContext.Default.PromptVersion)
        {
            Transform = Transforms.StripManagedFields,
        };

    public static readonly ResourceType<GenAIAppSnapshot> Snapshots =
        new(ApiGroup.Name, ApiGroup.Version, "genaiappsnapshots", "GenAIAppSnapshot", KeyframeJsonContext.Default.GenAIAppSnapshot)
        {
            Transform = Transforms.StripManagedFields,
        };

    public static readonly ResourceType<GenAIDeployment> Bindings =
        new(ApiGroup.Name, ApiGroup.Version, "genaideployments", "Deployment", KeyframeJsonContext.Default.GenAIDeployment)
        {
            Transform = Transforms.StripManagedFields,
        };

    public static readonly ResourceType<PromptRegistry> Registries =
        new(ApiGroup.Name, ApiGroup.Version, "promptregistries", "PromptRegistry", KeyframeJsonContext.Default.PromptRegistry)
        {
            Transform = Transforms.StripManagedFields,
        };

    public static readonly ResourceType<Workload> Deployments = Workloads("deployments", WorkloadKind.Deployment);

    public static readonly ResourceType<Workload> StatefulSets = Workloads("statefulsets", WorkloadKind.StatefulSet);

    public static readonly ResourceType<Workload> DaemonSets = Workloads("daemonsets", WorkloadKind.DaemonSet);

    public static readonly ResourceType<TemplateSource> ReplicaSets = Templates("replicasets", "ReplicaSet");

    public static readonly ResourceType<TemplateSource> ControllerRevisions =
        Templates("controllerrevisions", "ControllerRevision");

    public static readonly ResourceType<Pod> Pods = new("", "v1", "pods", "Pod", PodJsonContext.Default.Pod)
    {
        Transform = static pod => pod.Compact(),
    };

    public static readonly ResourceType<ConfigMapMetadata> ConfigMaps =
        new("", "v1", "configmaps", "ConfigMap", OperatorJsonContext.Default.ConfigMapMetadata)
        {
            MetadataOnly = true,
            Transform = Transforms.StripManagedFields,
        };

    public static readonly ResourceType<ConfigMapContent> ConfigMapContents =
        new("", "v1", "configmaps", "ConfigMap", OperatorJsonContext.Default.ConfigMapContent);

    public static readonly ResourceType<SecretContent> Secrets =
        new("", "v1", "secrets", "Secret", OperatorJsonContext.Default.SecretContent)
        {
            Transform = Transforms.StripManagedFields,
        };

    /// <summary>A workload or revision of one, of which nothing is left out.</summary>
    /// <param name="kind">Deployment, StatefulSet, DaemonSet, ReplicaSet or ControllerRevision.</param>
    public static ResourceType<WholeObject> Whole(string kind) =>
        new("apps", "v1", $"{kind.ToLowerInvariant()}s", kind, OperatorJsonContext.Default.WholeObject);

    private static ResourceType<Workload> Workloads(string plural, WorkloadKind kind) =>
        new("apps", "v1", plural, kind.ToString(), WorkloadJsonContext.Default.Workload)
        {
            // A workload is told by its template: what else its author labels and annotates, kubectl's copy of the whole manifest
            // among it, is nothing to us. Items of lists do not say of which kind they are.
            Transform = workload =>
            {
                workload.Kind = kind.ToString();
                workload.IsClaimedByOperator = FieldOwners.IsClaimedByOperator(workload.Metadata.ManagedFields);
                workload.IsHeldByOperator = FieldOwners.IsHeldByOperator(workload.Metadata.ManagedFields);
                workload.HasChangeCause = workload.Metadata.Annotations?.ContainsKey(Annotations.ChangeCause) == true;
                workload.HasRevision = workload.Metadata.Annotations?.ContainsKey(Revision) == true;
                Transforms.StripManagedFields(workload);
                (workload.Metadata.Labels, workload.Metadata.Annotations) = (null, null);
            },
        };

    private static ResourceType<TemplateSource> Templates(string plural, string kind) =>
        new("apps", "v1", plural, kind, WorkloadJsonContext.Default.TemplateSource)
        {
            Transform = source => source.Compact(kind),
        };
}
