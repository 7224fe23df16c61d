using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Prompts;
using Keyframe.Registries;

namespace Keyframe.Operator.PromptRegistries;

/// <summary>What a survey's sightings say about pinned prompts.</summary>
internal static class SurveyFindings
{
    /// <summary>How a pinned prompt stands.</summary>
    /// <param name="prompt">The PromptVersion.</param>
    /// <param name="registry">The name of the PromptRegistry.</param>
    /// <param name="version">What was seen of its version.</param>
    /// <param name="alias">What was seen of the alias or label it was resolved by; null where by version.</param>
    /// <returns>The finding; null where nothing new is known.</returns>
    public static SourceFinding? Of(PromptVersion prompt, string registry, Sighting version, Sighting? alias)
    {
        PromptVersionStatus pinned = prompt.Status!;
        return version switch
        {
            Sighting.Found found => Compare(pinned, RegistrySources.ToSource(registry, found.Prompt, pinned.Resolved?.Alias), alias),
            Sighting.Failed failed => OfFault(pinned, failed.Fault),
            _ when alias is Sighting.Found or Sighting.Failed => OfAlias(pinned, alias),
            _ => null,
        };
    }

    private static SourceFinding Compare(PromptVersionStatus pinned, SourceContent now, Sighting? alias)
    {
        SourceFinding finding = SourceComparison.Compare(pinned, now);
        return finding.IsInSync && alias is not null ? OfAlias(pinned, alias) ?? finding : finding;
    }

    private static SourceFinding? OfAlias(PromptVersionStatus pinned, Sighting alias) => alias switch
    {
        Sighting.Found found => SourceComparison.AliasNames(pinned, found.Prompt.Version),
        Sighting.Failed { Fault.Reason: Reasons.AliasNotFound or Reasons.VersionNotFound } => SourceComparison.AliasNames(pinned, null),
        _ => null,
    };

    private static SourceFinding? OfFault(PromptVersionStatus pinned, RegistryFault fault) => fault.Reason switch
    {
        Reasons.VersionNotFound or Reasons.PromptNotFound or Reasons.NotAPrompt => SourceComparison.Gone(pinned, fault.Message),
        Reasons.InvalidContent => SourceComparison.Unreadable(pinned, fault.Message),
        Reasons.DependencyMissing => new SourceFinding(Reasons.DependencyMoved, fault.Message),
        _ => null,
    };
}
