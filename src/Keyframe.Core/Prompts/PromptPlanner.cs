using Keyframe.Api;
using Keyframe.Api.Conditions;
using Keyframe.Api.Naming;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Canonical;
using Keyframe.Core.Faults;
using Keyframe.Core.Planning;
using Keyframe.Core.Specs;

namespace Keyframe.Core.Prompts;

/// <summary>
/// How a PromptVersion becomes ready: its template is found, checked and pinned by digest. What was recorded first stays in
/// force, whatever happens to the spec or the source afterwards.
/// </summary>
public static class PromptPlanner
{
    /// <summary>Plans a PromptVersion. Pure and total.</summary>
    /// <param name="observation">What was observed.</param>
    public static Plan<PromptVersionStatus> Plan(PromptObservation observation)
    {
        PromptVersion prompt = observation.Prompt;
        PromptVersionStatus recorded = prompt.Status ?? new PromptVersionStatus();
        if (!SpecDigest.Of(prompt.Spec).TryGet(out Digest spec, out Fault? specFault))
        {
            return new PromptConclusion(observation).Refuse(recorded, specFault);
        }

        if (recorded.SpecDigest is { } first && first != spec.Value)
        {
            return new PromptConclusion(observation).Refuse(recorded, new Fault(
                Reasons.SpecMutated,
                $"spec was changed after it was recorded as {first}; digest and content in force are the recorded ones. "
                + "Restore the spec, or create a new PromptVersion for the change."));
        }

        if (observation.OlderTwin is { } twin)
        {
            return new PromptConclusion(observation).Refuse(recorded, new Fault(
                Reasons.DuplicateVersion,
                $"PromptVersion {twin} already is version {prompt.Spec.Version} of prompt {prompt.Spec.Prompt}. "
                + "Give this one another version."));
        }

        return prompt.Spec.Source is not null && prompt.Spec.Template is null
            ? PlanSource(observation, recorded, spec.Value)
            : Settle(observation, recorded, spec.Value, PromptAnalyzer.Analyze(prompt.Spec, source: null), source: null);
    }

    /// <summary>The name of the ConfigMap that pins the content of a source.</summary>
    /// <param name="prompt">The PromptVersion's object name.</param>
    /// <param name="digest">The digest of its content.</param>
    public static string PinName(string prompt, Digest digest) =>
        $"{prompt[..Math.Min(prompt.Length, 240)].TrimEnd('-', '.')}-{digest.Short}";

    /// <summary>Whether the data of a ConfigMap is the pin of a prompt.</summary>
    /// <param name="data">The data.</param>
    /// <param name="digest">The prompt's digest.</param>
    /// <param name="settingsDigest">The prompt's settings digest; null where it has no settings.</param>
    public static bool IsPin(IReadOnlyDictionary<string, string> data, string digest, string? settingsDigest) =>
        PromptMaterial.Parse(data) is { } material && PromptPin.Of(material).TryGet(out PromptPin? pin, out _)
        && pin.Digest.Value == digest && pin.SettingsDigest?.Value == settingsDigest;

    private static Plan<PromptVersionStatus> PlanSource(PromptObservation observation, PromptVersionStatus recorded, string specDigest)
    {
        if (observation.ForeignPin is { } foreign)
        {
            // The reference is what wakes this PromptVersion once the stranger is gone.
            return new PromptConclusion(observation).Refuse(recorded with { ContentRef = new ObjectNameReference { Name = foreign.Name } }, new Fault(
                Reasons.ForeignConfigMap,
                $"ConfigMap {foreign.Name}, which is to pin the content, exists with other content and was made by {foreign.Manager}; it is left alone. "
                + "Delete it, and it is made anew from the source."));
        }

        if (recorded is { ContentRef.Name: { } name, Digest: not null } && observation.Pin?.Name == name)
        {
            // The content is not read again, so what was said about it stays.
            string? said = recorded.Conditions
                .FirstOrDefault(condition => condition is { Type: ConditionTypes.TemplateValid, Status: ConditionStatus.True })?.Message;
            return Owned(new PromptConclusion(observation).Ready(recorded with { SpecDigest = specDigest }, said), observation);
        }

        if (PromptShape.Check(observation.Prompt.Spec) is { } misshapen)
        {
            return new PromptConclusion(observation).Refuse(recorded, misshapen);
        }

        if (observation.Source is { IsRefused: true, Fault: { } refused })
        {
            return new PromptConclusion(observation).Refuse(recorded, recorded.Digest is null ? refused : Lost(recorded));
        }

        if (observation.Source is not { Content: { } content })
        {
            return new PromptConclusion(observation).Wait(recorded, observation.Source?.Fault ?? new Fault(Reasons.Progressing, "The source has not been read yet."));
        }

        PromptAnalysis analysis = PromptAnalyzer.Analyze(observation.Prompt.Spec, content);
        return recorded.Digest is { } pinned && (pinned, recorded.SettingsDigest) != (analysis.Digest?.Value, analysis.Pin?.SettingsDigest?.Value)
            ? new PromptConclusion(observation).Refuse(recorded, Lost(recorded))
            : Settle(observation, recorded, specDigest, analysis, content.Resolved);
    }

    private static Fault Lost(PromptVersionStatus recorded) => new(
        Reasons.ContentLost,
        $"The ConfigMap {recorded.ContentRef?.Name} that pinned the content {recorded.Digest} is gone, and the source now says something else. "
        + "Restore the source, or create a new PromptVersion. Materialized snapshots are not affected.");

    private static Plan<PromptVersionStatus> Settle(
        PromptObservation observation, PromptVersionStatus recorded, string specDigest, PromptAnalysis analysis, ResolvedSource? source)
    {
        if (analysis.Fault is { } fault)
        {
            return new PromptConclusion(observation).Refuse(recorded, fault);
        }

        PromptPin pin = analysis.Pin!;
        string? pinName = source is null ? null : PinName(observation.Prompt.Metadata.Name, pin.Digest);
        Plan<PromptVersionStatus> plan = new PromptConclusion(observation).Ready(
            recorded with
            {
                Digest = pin.Digest.Value,
                SettingsDigest = pin.SettingsDigest?.Value,
                SpecDigest = specDigest,
                Engine = analysis.Engine,
                Variables = analysis.Variables,
                Resolved = recorded.Resolved ?? (source is null ? null : source with { At = observation.Now }),
                ContentRef = pinName is null ? null : new ObjectNameReference { Name = pinName },
            },
            analysis.Advice);
        return pinName is null || observation.Pin?.Name == pinName
            ? Owned(plan, observation)
            : plan with { ConfigMaps = [MakePin(observation.Prompt, pinName, pin)], Events = [.. plan.Events, Pinned(recorded, pinName)] };
    }

    /// <summary>
    /// Makes the PromptVersion an owner of its pin where it is not: one whose owner was taken off, or was a PromptVersion of the same
    /// name before this one, would else stay for ever or be collected.
    /// </summary>
    private static Plan<PromptVersionStatus> Owned(Plan<PromptVersionStatus> plan, PromptObservation observation) =>
        plan with { ConfigMaps = observation.Pin?.OwnedBy(OwnerIdentity.Of(observation.Prompt)) ?? [] };

    private static EventNote Pinned(PromptVersionStatus recorded, string name) =>
        recorded.Digest is null
            ? new EventNote(Reasons.Created, "PinContent", $"Pinned the content of the source in ConfigMap {name}")
            : new EventNote(Reasons.Restored, "PinContent", $"ConfigMap {name} was gone and has been put back", Warning: true);

    private static ConfigMapWrite.Create MakePin(PromptVersion prompt, string name, PromptPin pin) => new(
        name,
        new Dictionary<string, string> { [Labels.ManagedBy] = Labels.ManagedByKeyframe },
        new Dictionary<string, string> { [Annotations.Digest] = pin.Digest.Value },
        [OwnerIdentity.Of(prompt)],
        pin.Data);
}
