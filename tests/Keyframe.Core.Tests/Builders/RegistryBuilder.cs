using k8s.Models;
using Keyframe.Api;
using Keyframe.Api.Naming;
using Keyframe.Api.PromptRegistries;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Faults;
using Keyframe.Core.Registries;

namespace Keyframe.Core.Tests.Builders;

/// <summary>The PromptRegistry models, an MLflow server, and what was seen of it.</summary>
internal sealed class RegistryBuilder
{
    private readonly Dictionary<string, PromptVersion> _prompts = [];
    private readonly List<TrackSighting> _sightings = [];
    private readonly HashSet<string> _referenced = [];
    private PromptRegistry _registry = new()
    {
        Metadata = new V1ObjectMeta { Name = "models", NamespaceProperty = A.Namespace, Uid = "uid-of-models", Generation = 1 },
        Spec = new PromptRegistrySpec { Mlflow = new MlflowConnection { Url = "https://mlflow.example.com" } },
    };

    private RegistryFailure? _failure;

    public RegistryBuilder With(Func<PromptRegistrySpec, PromptRegistrySpec> change)
    {
        _registry = _registry with { Spec = change(_registry.Spec) };
        return this;
    }

    public RegistryBuilder Recorded(PromptRegistryStatus status)
    {
        _registry = _registry with { Status = status };
        return this;
    }

    public RegistryBuilder Failing(string reason, bool isTransient, string? message = null)
    {
        _failure = new RegistryFailure(new Fault(reason, message ?? $"because of {reason}"), isTransient);
        return this;
    }

    /// <summary>Tracks production of a prompt, which names a version.</summary>
    public RegistryBuilder Tracking(string name, string? version, string? author = null, string? message = null, Fault? fault = null)
    {
        var track = new TrackedPrompt { Name = name, Prompt = name.Replace('-', ' '), Alias = "production" };
        _sightings.Add(new TrackSighting(track) { Version = version, Author = author, CommitMessage = message, Fault = fault });
        return With(spec => spec with { Track = [.. spec.Track ?? [], track] });
    }

    /// <summary>There is a PromptVersion of a name, made by tracking of a registry, or by somebody else.</summary>
    public RegistryBuilder Having(
        string prompt, int version, string? tracker = "models", bool referenced = false, Func<PromptVersion, PromptVersion>? but = null)
    {
        string name = $"{prompt}-v{version}";
        var made = new PromptVersion
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                NamespaceProperty = A.Namespace,
                Uid = $"uid-of-{name}",
                ResourceVersion = "7",
                Labels = tracker is null ? null : new Dictionary<string, string> { [Labels.TrackedFrom] = tracker },
            },
            Spec = new PromptVersionSpec
            {
                Prompt = prompt,
                Version = $"{version}",
                Source = new PromptSource
                {
                    Mlflow = new MlflowPromptReference
                    {
                        RegistryRef = new ObjectNameReference { Name = "models" },
                        Name = prompt.Replace('-', ' '),
                        Version = $"{version}",
                    },
                },
            },
        };
        made = but?.Invoke(made) ?? made;
        _prompts[made.Metadata.Name] = made;
        if (referenced)
        {
            _referenced.Add(name);
        }

        return this;
    }

    public RegistryObservation Observe(DateTimeOffset? now = null) => new(_registry, now ?? A.Moment)
    {
        Failure = _failure,
        Pinned = _prompts.Count,
        Tracks = _sightings,
        Find = name => _prompts.GetValueOrDefault(name),
        Proposed = [.. _prompts.Values.Where(prompt => prompt.Metadata.Labels?[Labels.TrackedFrom] == "models")],
        IsReferenced = _referenced.Contains,
    };
}
