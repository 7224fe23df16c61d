using System.Globalization;
using System.Numerics;
using Keyframe.Api;
using Keyframe.Api.Conditions;
using Keyframe.Api.Naming;
using Keyframe.Api.PromptRegistries;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Canonical;
using Keyframe.Core.Changes;
using Keyframe.Core.Faults;
using Keyframe.Core.Planning;

namespace Keyframe.Core.Registries;

/// <summary>
/// What follows from what the tracked aliases and labels name: PromptVersions to create, and old ones to delete. A PromptVersion
/// created is a proposal: it has no owner, and nothing follows it by itself.
/// </summary>
/// <param name="observation">What was observed.</param>
internal sealed class Tracking(RegistryObservation observation)
{
    /// <summary>How many PromptVersions of one name that nothing refers to are kept.</summary>
    public const int Kept = 50;

    private const int MaxAuthor = 256;
    private const int MaxMessage = 1024;

    private readonly PromptRegistry _registry = observation.Registry;
    private readonly List<PromptVersionWrite> _writes = [];
    private readonly List<EventNote> _events = [];
    private readonly List<TrackedVersion> _tracked = [];

    /// <summary>Creations and deletions.</summary>
    public IReadOnlyList<PromptVersionWrite> Writes => _writes;

    /// <summary>What to tell.</summary>
    public IReadOnlyList<EventNote> Events => _events;

    /// <summary>For the status.</summary>
    public IReadOnlyList<TrackedVersion> Tracked => _tracked;

    /// <summary>The first entry that has no PromptVersion of its own, and why; null where all have.</summary>
    public Fault? Fault { get; private set; }

    /// <summary>Works it out.</summary>
    public static Tracking Of(RegistryObservation observation)
    {
        var tracking = new Tracking(observation);
        foreach (TrackSighting sighting in observation.Tracks)
        {
            tracking.Follow(sighting);
        }

        tracking.Prune();
        return tracking;
    }

    private void Follow(TrackSighting sighting)
    {
        TrackedVersion? before = _registry.Status?.Tracked?.FirstOrDefault(tracked => tracked.Name == sighting.Track.Name);
        if ((sighting.Fault ?? FaultOf(sighting)) is { } fault)
        {
            Fault ??= fault;
            _tracked.Add((before ?? new TrackedVersion { Name = sighting.Track.Name }) with { Problem = OneLine.Of(fault.Message, MaxMessage) });
            return;
        }

        if (sighting.Version is not { } version)
        {
            _tracked.Add(before ?? new TrackedVersion { Name = sighting.Track.Name });
            return;
        }

        string name = NameOf(sighting.Track.Name, version);
        string? problem = null;
        if (observation.Find(name) is not { } existing)
        {
            Propose(sighting, name, version, before);
        }
        else if (ProblemOf(existing, sighting.Track, version) is { } taken)
        {
            problem = taken;
            Fault ??= new Fault(Reasons.NameTaken, taken);
        }

        _tracked.Add(new TrackedVersion
        {
            Name = sighting.Track.Name,
            Version = version,
            PromptVersion = problem is null ? name : null,
            Since = before?.Version == version ? before.Since : observation.Now,
            Problem = problem,
        });
    }

    /// <summary>
    /// Both products count in 32 bits; what else a server answers can be no part of a name, and can be asked for by nobody.
    /// </summary>
    private static Fault? FaultOf(TrackSighting sighting)
    {
        if (sighting.Version is not { } version
            || (int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 && version[0] != '0'))
        {
            return null;
        }

        TrackedPrompt track = sighting.Track;
        return new Fault(
            Reasons.MalformedAnswer,
            $"The registry says that {track.Alias ?? track.Label} of {OneLine.Of(track.Prompt, 80)} names version "
            + $"{OneLine.Of(version, 40)}, which is no number of a version (1 to {int.MaxValue}).");
    }

    /// <summary>
    /// Why a PromptVersion is not the proposal of an entry; null where it is. A label alone proves nothing: everybody can set it.
    /// </summary>
    private string? ProblemOf(PromptVersion existing, TrackedPrompt track, string version)
    {
        string name = existing.Metadata.Name;
        PromptVersionSpec spec = existing.Spec;
        bool isTracked =
            existing.Metadata.Labels?.TryGetValue(Labels.TrackedFrom, out string? from) == true && from == _registry.Metadata.Name;
        bool isSame = (spec.Prompt, spec.Version) == (track.Name, version) && spec.Source == SourceOf(track, version);
        return (isTracked, isSame) switch
        {
            (true, true) => null,
            (true, false) => $"PromptVersion {name} exists and stands for something else than version {version} of "
                + $"{OneLine.Of(track.Prompt, 80)}; it is left alone. Delete it, or give this entry of spec.track another name.",
            (false, true) => $"PromptVersion {name} exists and was not made by tracking of this registry; it is left alone. "
                + $"If it is to count, label it {Labels.TrackedFrom}={_registry.Metadata.Name}; else delete it, or give this entry "
                + "of spec.track another name.",
            _ => $"PromptVersion {name} exists and was not made by tracking of this registry; it is left alone. "
                + "Delete it, or give this entry of spec.track another name.",
        };
    }

    private PromptSource SourceOf(TrackedPrompt track, string version)
    {
        var reference = new ObjectNameReference { Name = _registry.Metadata.Name };
        return _registry.Spec.Mlflow is not null
            ? new PromptSource { Mlflow = new MlflowPromptReference { RegistryRef = reference, Name = track.Prompt, Version = version } }
            : new PromptSource
            {
                Langfuse = new LangfusePromptReference
                {
                    RegistryRef = reference,
                    Name = track.Prompt,
                    Version = int.Parse(version, NumberStyles.None, CultureInfo.InvariantCulture),
                },
            };
    }

    private void Propose(TrackSighting sighting, string name, string version, TrackedVersion? before)
    {
        TrackedPrompt track = sighting.Track;
        string? parent = before?.PromptVersion is { } previous && previous != name && observation.Find(previous) is not null ? previous : null;
        _writes.Add(new PromptVersionWrite.Create(
            name,
            new Dictionary<string, string> { [Labels.TrackedFrom] = _registry.Metadata.Name },
            new PromptVersionSpec
            {
                Prompt = track.Name,
                Version = version,
                Author = Shorten(sighting.Author, MaxAuthor),
                CommitMessage = Shorten(sighting.CommitMessage, MaxMessage),
                Parent = parent,
                Source = SourceOf(track, version),
            }));
        string moved = before?.Version is { } old && old != version ? $"moved from version {old} to {version}" : $"names version {version}";
        string said = OneLine.Of(sighting.CommitMessage, 80) is { Length: > 0 } message ? $" \"{message}\"" : "";
        string by = OneLine.Of(sighting.Author, 40) is { Length: > 0 } author ? $" by {author}" : "";
        _events.Add(new EventNote(
            Reasons.VersionProposed,
            "TrackPrompt",
            $"{track.Alias ?? track.Label} of {OneLine.Of(track.Prompt, 80)} {moved}: created PromptVersion {name}{said}{by}; "
            + "nothing uses it until a snapshot names it"));
    }

    /// <summary>Versions count by their number; a PromptVersion that an alias names is kept whatever its number.</summary>
    private void Prune()
    {
        HashSet<string> named = [.. _tracked.Select(tracked => tracked.PromptVersion).OfType<string>()];
        IEnumerable<PromptVersion> old = observation.Proposed
            .Where(IsAsMade)
            .Where(prompt => !named.Contains(prompt.Metadata.Name) && !observation.IsReferenced(prompt.Metadata.Name))
            .GroupBy(prompt => prompt.Spec.Prompt, StringComparer.Ordinal)
            .SelectMany(group => group
                .OrderByDescending(prompt => BigInteger.TryParse(prompt.Spec.Version, CultureInfo.InvariantCulture, out BigInteger number) ? number : -1)
                .ThenBy(prompt => prompt.Metadata.Name, StringComparer.Ordinal)
                .Skip(Kept));
        foreach (PromptVersion prompt in old)
        {
            _writes.Add(new PromptVersionWrite.Delete(prompt.Metadata.Name, prompt.Metadata.Uid, prompt.Metadata.ResourceVersion));
            _events.Add(new EventNote(
                Reasons.VersionPruned,
                "PrunePrompt",
                $"Deleted PromptVersion {prompt.Metadata.Name}: no snapshot names it, and {Kept} newer ones of {prompt.Spec.Prompt} are kept"));
        }
    }

    /// <summary>
    /// Whether it is what tracking makes, and in nobody else's hand. Copies of one, such as a manifest that somebody exported and
    /// edited, have the label as well.
    /// </summary>
    private bool IsAsMade(PromptVersion prompt)
    {
        (string? registry, string? version) = prompt.Spec.Source switch
        {
            { Mlflow: { } mlflow } => (mlflow.RegistryRef.Name, mlflow.Version),
            { Langfuse: { } langfuse } => (langfuse.RegistryRef.Name, langfuse.Version?.ToString(CultureInfo.InvariantCulture)),
            _ => (null, null),
        };
        return prompt.Metadata is { DeletionTimestamp: null, OwnerReferences: null or { Count: 0 } }
            && (registry, version) == (_registry.Metadata.Name, prompt.Spec.Version)
            && prompt.Metadata.Name == NameOf(prompt.Spec.Prompt, prompt.Spec.Version);
    }

    private static string NameOf(string prompt, string version) => $"{prompt}-v{version}";

    /// <summary>Text that a spec cannot hold would make the PromptVersion one that is refused.</summary>
    private static string? Shorten(string? text, int length)
    {
        string? kept = text?.Length <= length && TextFlaw.Find(text) is null ? text : OneLine.Of(text, length);
        return string.IsNullOrEmpty(kept) ? null : kept;
    }
}
