using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Conditions;
using Keyframe.Core.Faults;
using Keyframe.Core.Planning;
using Keyframe.Core.ResponseFormats;

namespace Keyframe.Core.Prompts;

/// <summary>How the judgement of a PromptVersion becomes its status, its labels and its events.</summary>
/// <param name="observation">What was observed.</param>
internal sealed class PromptConclusion(PromptObservation observation)
{
    private readonly PromptVersion _prompt = observation.Prompt;

    /// <summary>The prompt can be used.</summary>
    public Plan<PromptVersionStatus> Ready(PromptVersionStatus status, string? advice)
    {
        string from = status.ContentRef is { } pin ? $"pinned in ConfigMap {pin.Name}" : "given inline";
        string variables = status.Variables is { Count: > 0 } names ? $"variables {string.Join(", ", names)}" : "no variables";
        return Judged(
            status,
            Verdict.Ready(Reasons.Succeeded, $"Version {_prompt.Spec.Version} of {_prompt.Spec.Prompt}: {variables}."),
            resolved: (true, Reasons.Succeeded, $"The template is {from}."),
            valid: (true, Reasons.Succeeded, advice ?? "The template parses and its variables are as declared."));
    }

    /// <summary>The source does not give it yet.</summary>
    public Plan<PromptVersionStatus> Wait(PromptVersionStatus status, Fault fault) => Judged(
        status,
        Verdict.Progressing(fault.Reason, fault.Message),
        resolved: (false, fault.Reason, fault.Message),
        valid: (null, fault.Reason, "There is no template to check yet."));

    /// <summary>It cannot be used until somebody changes something.</summary>
    public Plan<PromptVersionStatus> Refuse(PromptVersionStatus status, Fault fault)
    {
        bool template = fault.Reason is Reasons.InvalidTemplate or Reasons.UndeclaredVariable or Reasons.UnusedVariable
            or Reasons.InvalidContent or Reasons.InvalidResponseFormat;
        bool? resolved = fault.Reason == Reasons.ForeignConfigMap ? false : status.Digest is not null || template ? true : null;
        return Judged(
            status,
            Verdict.Stalled(fault.Reason, fault.Message),
            resolved: (resolved, fault.Reason, fault.Message),
            valid: (template ? false : null, fault.Reason, fault.Message));
    }

    private Plan<PromptVersionStatus> Judged(
        PromptVersionStatus status,
        Verdict verdict,
        (bool? Holds, string Reason, string Message) resolved,
        (bool? Holds, string Reason, string Message) valid)
    {
        SourceFinding? before = SourceFinding.Recorded(status);
        SourceFinding? now = status.Resolved is null ? null : observation.Finding ?? before ?? SourceFinding.InSync;
        PromptVersionStatus compared = Compared(status);
        return new Plan<PromptVersionStatus>(Conclude(compared, verdict, resolved))
        {
            Labels = PromptLabels.Of(_prompt.Spec.Tags),
            Events = now?.Since(before) is { } drift ? [drift] : [],

            // The writes before the status pin the content: without them, nothing is resolved.
            OnFailure = failure =>
            {
                Verdict refused = FailureVerdict.Of(failure);
                return Conclude(_prompt.Status ?? new PromptVersionStatus(), refused, (false, refused.Reason, refused.Message));
            },
        };

        PromptVersionStatus Conclude(
            PromptVersionStatus facts, Verdict judged, (bool? Holds, string Reason, string Message) found)
        {
            long generation = _prompt.Metadata.Generation ?? 0;
            ConditionSet conditions = new ConditionSet(facts.Conditions, generation, observation.Now)
                .Judge(judged)
                .Set(ConditionTypes.Resolved, found.Holds, found.Reason, found.Message)
                .Set(ConditionTypes.TemplateValid, valid.Holds, valid.Reason, valid.Message);
            if (now is not null && facts.Resolved is not null)
            {
                conditions.Set(ConditionTypes.SourceInSync, now.IsInSync, now.Reason, now.Message);
            }

            if (observation.Lineage is { } lineage)
            {
                Tell(conditions, lineage);
            }

            return facts with { ObservedGeneration = generation, Conditions = conditions.ToList() };
        }
    }

    private void Tell(ConditionSet conditions, PromptLineage lineage)
    {
        string parent = _prompt.Spec.Parent!;
        _ = lineage switch
        {
            { IsCycle: true } => conditions.Set(
                ConditionTypes.ParentFound, false, Reasons.LineageCycle,
                $"The parents of this PromptVersion lead back to itself, by way of {parent}. Create a version with another parent."),
            { Parent: null } => conditions.Set(
                ConditionTypes.ParentFound, false, Reasons.ParentNotFound,
                $"PromptVersion {parent} does not exist, so history ends here and nothing can be compared with it."),
            _ => conditions.Set(
                ConditionTypes.ParentFound, true, Reasons.Succeeded,
                $"Made from version {lineage.Parent.Spec.Version} of {lineage.Parent.Spec.Prompt}."),
        };
    }

    private PromptVersionStatus Compared(PromptVersionStatus status)
    {
        if (observation.Lineage is not { Parent: { } parent, IsCycle: false })
        {
            // What was compared once stays: the parent may have been pruned since.
            return status;
        }

        return observation.Formats is { } pair && pair.Parent == parent.Metadata.Name
            ? status with
            {
                ResponseFormat = ResponseFormatComparer.Compare(pair.Parent, pair.Before, pair.After) with { ParentDigest = pair.ParentDigest },
            }
            : status;
    }
}
