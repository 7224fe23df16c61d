using k8s.Models;
using Keyframe.Api.Deployments;

namespace Keyframe.Core.Tests.Builders;

internal sealed class BindingBuilder
{
    private GenAIDeployment _binding = new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = "support-bot",
            NamespaceProperty = A.Namespace,
            Uid = "binding-uid",
            Generation = 1,
        },
        Spec = new GenAIDeploymentSpec
        {
            WorkloadRef = new WorkloadReference { Name = "support-bot" },
            SnapshotRef = new SnapshotReference { Name = "v1" },
        },
    };

    public BindingBuilder On(string workload) =>
        With(spec => spec with { WorkloadRef = new WorkloadReference { Name = workload } });

    public BindingBuilder OnA(WorkloadKind kind) =>
        With(spec => spec with { WorkloadRef = spec.WorkloadRef with { Kind = kind } });

    public BindingBuilder WithSnapshot(string name, string? digest = null) =>
        With(spec => spec with { SnapshotRef = new SnapshotReference { Name = name, Digest = digest } });

    public BindingBuilder Injecting(InjectionSpec injection) => With(spec => spec with { Injection = injection });

    public BindingBuilder Keeping(int revisions) => With(spec => spec with { RevisionHistoryLimit = revisions });

    public BindingBuilder Recorded(GenAIDeploymentStatus? status)
    {
        _binding = _binding with { Status = status };
        return this;
    }

    public GenAIDeployment Build() => _binding;

    private BindingBuilder With(Func<GenAIDeploymentSpec, GenAIDeploymentSpec> change)
    {
        _binding = _binding with { Spec = change(_binding.Spec) };
        return this;
    }
}
