using Keyframe.Api.Deployments;
using Keyframe.Core.Injection;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Planning;

/// <summary>One write of a snapshot's section into a workload's pod template, change-cause included.</summary>
/// <param name="Kind">The workload's kind.</param>
/// <param name="Workload">The workload's name.</param>
/// <param name="Uid">The uid it must have: a deleted workload is never created again by us.</param>
/// <param name="ResourceVersion">The version it must have: a decision made on an old view never lands.</param>
/// <param name="Section">What is put into the template by server-side apply; null to take out what is there.</param>
/// <param name="ChangeCause">
/// Why, in words; kept on the workload, where <c>kubectl rollout history</c> finds it. Null leaves what stands there.
/// </param>
/// <param name="MayTakeOver">
/// Whether fields may be taken over from managers of kubectl, which hold them after a <c>kubectl rollout undo</c> or an edit. Only
/// for a transition that the operator decided on a template it wrote before; from any other manager nothing is ever taken.
/// </param>
public sealed record TemplateWrite(
    WorkloadKind Kind,
    string Workload,
    string Uid,
    string ResourceVersion,
    InjectionSection? Section,
    string? ChangeCause,
    bool MayTakeOver)
{
    /// <summary>The template that a section is taken out of; null for a write that puts one in.</summary>
    public PodTemplate? From { get; private init; }

    /// <summary>The write that takes everything of Keyframe's out of a template, whoever owns it by now.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="changeCause">Why.</param>
    public static TemplateWrite TakingOut(Workload workload, string changeCause)
    {
        ArgumentNullException.ThrowIfNull(workload);
        return new(
            Enum.Parse<WorkloadKind>(workload.Kind), workload.Metadata.Name, workload.Metadata.Uid, workload.Metadata.ResourceVersion,
            Section: null, changeCause, MayTakeOver: false)
        {
            From = workload.Spec.Template,
        };
    }
}
