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
    /// <param name="cursor">What the last survey by this connection answered; null looks at everything.</param>
    public static SurveyPlan Of(
        PromptRegistry registry, IReadOnlyList<PromptVersion> pinned, Func<string, bool> exists, string? cursor)
    {
        var versions = new List<WatchedVersion>();
        var aliases = new List<WatchedAlias>();
        var plan = new SurveyPlan(new SurveyRequest(versions, aliases, cursor));
        foreach (PromptVersion prompt in pinned)
        {
            ResolvedSource resolved = prompt.Status!.Resolved!;
            bool isInDoubt = SourceFinding.Recorded(prompt.Status) is not { IsInSync: true };
            string[] dependencies = [.. (resolved.Dependencies ?? []).Select(dependency => dependency.Name)];
            Add(
                plan._versions, versions, (resolved.Name, resolved.Version),
                new WatchedVersion(resolved.Name, resolved.Version, dependencies, isInDoubt),
                known => known with
                {
                    Dependencies = [.. known.Dependencies.Union(dependencies, StringComparer.Ordinal)],
                    Always = known.Always || isInDoubt,
                });
            if (resolved.Alias is { } alias)
            {
                Add(plan, aliases, resolved.Name, alias, isInDoubt);
            }
        }

        foreach (TrackedPrompt track in registry.Spec.Track ?? [])
        {
            TrackedVersion? before = registry.Status?.Tracked?.FirstOrDefault(tracked => tracked.Name == track.Name);
            bool isNew = before is not { Problem: null, PromptVersion: { } name } || !exists(name);
            Add(plan, aliases, track.Prompt, track.Alias ?? track.Label ?? "", isNew);
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

    private static void Add(SurveyPlan plan, List<WatchedAlias> aliases, string name, string alias, bool always) => Add(
        plan._aliases,
        aliases,
        (name, alias),
        new WatchedAlias(name, alias, always),
        known => known with { Always = known.Always || always });

    private static void Add<TKey, TWatched>(
        Dictionary<TKey, int> places, List<TWatched> list, TKey key, TWatched watched, Func<TWatched, TWatched> merge)
        where TKey : notnull
    {
        if (places.TryAdd(key, list.Count))
        {
            list.Add(watched);
        }
        else
        {
            list[places[key]] = merge(list[places[key]]);
        }
    }
}
