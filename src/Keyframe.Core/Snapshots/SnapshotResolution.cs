using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Conditions;
using Keyframe.Core.Prompts;

namespace Keyframe.Core.Snapshots;

/// <summary>The prompts of a snapshot, found and checked, or why that is not possible.</summary>
/// <param name="Inputs">The prompts for the document; empty where there is a fault.</param>
/// <param name="Fault">What is missing or wrong, naming each prompt; null where all is well.</param>
public sealed record SnapshotResolution(IReadOnlyList<PromptInput> Inputs, Verdict? Fault)
{
    /// <summary>Checks each prompt of a snapshot: it exists, is ready, and has the digest the snapshot expects.</summary>
    /// <param name="candidates">The prompts, in the snapshot's order.</param>
    public static SnapshotResolution Of(IReadOnlyList<PromptCandidate> candidates)
    {
        Verdict[] faults = [.. candidates.Select(FaultOf).OfType<Verdict>()];
        if (faults.Length == 0)
        {
            return new SnapshotResolution([.. candidates.Select(ToInput)], null);
        }

        Verdict worst = faults.FirstOrDefault(fault => fault.Standing == Standing.Stalled) ?? faults[0];
        return new SnapshotResolution([], worst with { Message = string.Join(" ", faults.Select(fault => fault.Message)) });
    }

    /// <summary>What stands in the snapshot, as its status tells it.</summary>
    public IReadOnlyList<ResolvedPrompt> ToStatus() =>
    [
        .. Inputs.OrderBy(input => input.Name, StringComparer.Ordinal).Select(input => new ResolvedPrompt
        {
            Name = input.Name,
            Prompt = input.Prompt,
            Version = input.Version,
            Digest = input.Digest,
        }),
    ];

    private static Verdict? FaultOf(PromptCandidate candidate)
    {
        SnapshotPrompt reference = candidate.Reference;
        string named = $"Prompt {reference.Name}: PromptVersion {reference.PromptRef.Name}";
        if (candidate.Version is not { } version)
        {
            return Verdict.Progressing(Reasons.PromptNotFound, $"{named} does not exist. Create it, and the snapshot becomes ready by itself.");
        }

        var report = StandingReport.Of(version.Status, version.Metadata.Generation);
        if (report.Standing != Standing.Ready || version.Status?.Digest is not { } digest)
        {
            return new Verdict(
                report.Standing == Standing.Stalled ? Standing.Stalled : Standing.Progressing,
                Reasons.PromptNotReady,
                $"{named} is not ready: {report.Because}");
        }

        if (reference.Digest is { } expected && expected != digest)
        {
            return Verdict.Stalled(
                Reasons.DigestMismatch,
                $"{named} has digest {digest}, but the snapshot asks for {expected}. Create a snapshot with the digest that was reviewed.");
        }

        if (candidate.Material is not { } material)
        {
            return Verdict.Progressing(Reasons.PromptNotReady, $"{named}: its pinned content cannot be read and is being restored.");
        }

        return IsAsRecorded(material, version.Status)
            ? null
            : Verdict.Stalled(
                Reasons.DigestMismatch,
                $"{named}: its content does not have its digest {digest}, so somebody replaced it. "
                + (version.Status.ContentRef is { } pin
                    ? $"Delete ConfigMap {pin.Name}, and it is made anew from the source."
                    : "Restore the PromptVersion as it was."));
    }

    /// <summary>A ConfigMap that pins content can be deleted and made again by others, so its content is taken on no one's word.</summary>
    private static bool IsAsRecorded(PromptMaterial material, PromptVersionStatus recorded) =>
        PromptPin.Of(material).TryGet(out PromptPin? live, out _)
        && live.Digest.Value == recorded.Digest && live.SettingsDigest?.Value == recorded.SettingsDigest;

    private static PromptInput ToInput(PromptCandidate candidate)
    {
        PromptVersion version = candidate.Version!;
        return new PromptInput(
            candidate.Reference.Name,
            version.Spec.Prompt,
            version.Spec.Version,
            candidate.Material!,
            version.Status!.Engine ?? TemplateEngine.Mustache,
            version.Status.Variables ?? [],
            version.Status.Digest!);
    }
}
