using Keyframe.Api.PromptRegistries;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Faults;
using Keyframe.Core.Prompts;
using Keyframe.Core.Registries;
using Keyframe.Registries;

namespace Keyframe.Operator.PromptRegistries;

/// <summary>What one survey asks for, and who asked for what: versions and aliases that several rely on are asked for once.</summary>
internal sealed class SurveyPlan
{
    private readonly Dictionary<(string Name, string Version), int> _versions = [];
    private readonly Dictionary<(string Name, string Alias), int> _aliases = [];

    private SurveyPlan(SurveyRequest request) => Request = request;

    /// <summary>What is asked for.</summary>
    public SurveyRequest Request { get; private init; }

    /// <summary>The plan for a registry.</summary>
    /// <param name="registry">The PromptRegistry.</param>
    /// <param name="pinned">The PromptVersions that were resolved through it.</param>
    /// <param name="exists">Whether there is a PromptVersion of a name.</param>
    public static SurveyPlan Of(PromptRegistry registry, IReadOnlyList<PromptVersion> pinned, Func<string, bool> exists)
    {
        var versions = new List<WatchedVersion>();
        var aliases = new List<WatchedAlias>();

        // What is on record of another spec, perhaps another server, says nothing about this one.
        bool isKnown = registry.Status is { } status && status.ObservedGeneration == registry.Metadata.Generation;
        var plan = new SurveyPlan(new SurveyRequest(versions, aliases, isKnown ? registry.Status!.Cursor : null));
        foreach (PromptVersion prompt in pinned)
        {
            ResolvedSource resolved = prompt.Status!.Resolved!;
            bool isInDoubt = SourceFinding.Recorded(prompt.Status) is not { IsInSync: true };
            Add(plan._versions, versions, (resolved.Name, resolved.Version), isInDoubt, new WatchedVersion(
                resolved.Name, resolved.Version, [.. (resolved.Dependencies ?? []).Select(dependency => dependency.Name)], isInDoubt),
                known => known with { Always = true });
            if (resolved.Alias is { } alias)
            {
                Add(plan._aliases, aliases, (resolved.Name, alias), isInDoubt, new WatchedAlias(resolved.Name, alias, isInDoubt),
                    known => known with { Always = true });
            }
        }

        foreach (TrackedPrompt track in registry.Spec.Track ?? [])
        {
            bool isNew = registry.Status?.Tracked?.FirstOrDefault(tracked => tracked.Name == track.Name) is not
            { Problem: null, PromptVersion: { } name } || !exists(name);
            string alias = track.Alias ?? track.Label ?? "";
            Add(plan._aliases, aliases, (track.Prompt, alias), isNew, new WatchedAlias(track.Prompt, alias, isNew),
                known => known with { Always = true });
        }

        return plan;
    }

    /// <summary>What was seen of the version that a PromptVersion was resolved to.</summary>
    public Sighting VersionOf(PromptVersion prompt, Survey survey)
    {
        ResolvedSource resolved = prompt.Status!.Resolved!;
        return survey.Versions[_versions[(resolved.Name, resolved.Version)]];
    }

    /// <summary>What was seen of the alias that a PromptVersion was resolved by; null where by version.</summary>
    public Sighting? AliasOf(PromptVersion prompt, Survey survey) =>
        prompt.Status!.Resolved is { Alias: { } alias, Name: var name } ? survey.Aliases[_aliases[(name, alias)]] : null;

    /// <summary>What was seen of a tracked alias or label.</summary>
    public TrackSighting TrackOf(TrackedPrompt track, Survey survey) => survey.Aliases[_aliases[(track.Prompt, track.Alias ?? track.Label ?? "")]] switch
    {
        Sighting.Found found => new TrackSighting(track)
        {
            Version = found.Prompt.Version,
            Author = found.Prompt.Author,
            CommitMessage = found.Prompt.CommitMessage,
        },
        Sighting.Failed failed => new TrackSighting(track) { Fault = new Fault(failed.Fault.Reason, failed.Fault.Message) },
        _ => new TrackSighting(track),
    };

    private static void Add<TKey, TWatched>(
        Dictionary<TKey, int> places, List<TWatched> list, TKey key, bool always, TWatched watched, Func<TWatched, TWatched> insist)
        where TKey : notnull
    {
        if (places.TryAdd(key, list.Count))
        {
            list.Add(watched);
        }
        else if (always)
        {
            list[places[key]] = insist(list[places[key]]);
        }
    }
}
