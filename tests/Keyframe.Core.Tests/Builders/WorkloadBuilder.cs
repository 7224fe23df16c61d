using k8s.Models;
using Keyframe.Core.Injection;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Tests.Builders;

/// <summary>A Deployment with the containers app and proxy, all of whose three pods are up to date.</summary>
internal sealed class WorkloadBuilder
{
    private Workload _workload = new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = "support-bot",
            NamespaceProperty = A.Namespace,
            Uid = "workload-uid",
            ResourceVersion = "1",
            Generation = 1,
        },
        Spec = new WorkloadSpec
        {
            Replicas = 3,
            Template = new PodTemplate
            {
                Spec = new PodTemplateSpec
                {
                    Containers =
                    [
                        new Container { Name = "app", Image = "registry.example/app:1" },
                        new Container { Name = "proxy", Image = "registry.example/proxy:1" },
                    ],
                },
            },
        },
        Status = Complete(3, generation: 1),
    };

    public static WorkloadProgress Complete(int replicas, long generation) => new()
    {
        ObservedGeneration = generation,
        Replicas = replicas,
        UpdatedReplicas = replicas,
        ReadyReplicas = replicas,
        AvailableReplicas = replicas,
    };

    /// <summary>A StatefulSet of three pods.</summary>
    public WorkloadBuilder AsStatefulSet(int partition = 0, string? type = null)
    {
        _workload.Kind = "StatefulSet";
        return With(spec => spec with
        {
            UpdateStrategy = new UpdateStrategy
            {
                Type = type ?? "RollingUpdate",
                RollingUpdate = type is null ? new RollingUpdate { Partition = partition } : null,
            },
        });
    }

    /// <summary>A DaemonSet on three nodes.</summary>
    public WorkloadBuilder AsDaemonSet(string? type = null)
    {
        _workload.Kind = "DaemonSet";
        return With(spec => spec with { Replicas = null, UpdateStrategy = new UpdateStrategy { Type = type ?? "RollingUpdate" } })
            .Reporting(new WorkloadProgress
            {
                ObservedGeneration = 1,
                DesiredNumberScheduled = 3,
                CurrentNumberScheduled = 3,
                UpdatedNumberScheduled = 3,
                NumberReady = 3,
                NumberAvailable = 3,
            });
    }

    public WorkloadBuilder Carrying(InjectionSection section) => WithTemplate(template => template.Carrying(section));

    public WorkloadBuilder WithTemplate(Func<PodTemplate, PodTemplate> change) =>
        With(spec => spec with { Template = change(spec.Template) });

    public WorkloadBuilder WithContainer(string name, Func<Container, Container> change) =>
        WithTemplate(template => template.WithContainer(name, change));

    public WorkloadBuilder WithReplicas(int? replicas) => With(spec => spec with { Replicas = replicas });

    public WorkloadBuilder Managing(string pods) => With(spec => spec with { PodManagementPolicy = pods });

    public WorkloadBuilder Paused() => With(spec => spec with { Paused = true });

    public WorkloadBuilder Reporting(WorkloadProgress progress)
    {
        _workload = _workload with { Status = progress };
        return this;
    }

    public Workload Build() => _workload;

    private WorkloadBuilder With(Func<WorkloadSpec, WorkloadSpec> change)
    {
        _workload = _workload with { Spec = change(_workload.Spec) };
        return this;
    }
}
