using System.Globalization;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptRegistries;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Faults;
using Keyframe.Core.Prompts;
using Keyframe.Core.Registries;
using Keyframe.Core.Specs;
using Keyframe.Operator.Resources;
using Keyframe.Registries;
using Keyframe.Runtime;

namespace Keyframe.Operator.PromptRegistries;

/// <summary>Resolves sources of PromptVersions that stand in a registry.</summary>
/// <param name="caches">Knows the registries.</param>
/// <param name="connections">Reaches them.</param>
/// <param name="random">Jitter, 0 to 1.</param>
internal sealed class RegistrySources(Caches caches, RegistryConnections connections, Func<double> random)
{
    /// <summary>How long to wait after a failure that passes by itself, where nobody says.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Reads what stands at a source: the version that was resolved before, if one was, since an alias is resolved once; else the one
    /// that the spec names.
    /// </summary>
    /// <param name="prompt">The PromptVersion, with a source in a registry.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<SourceReading> ReadAsync(PromptVersion prompt, CancellationToken cancellationToken)
    {
        PromptSource source = prompt.Spec.Source!;
        var key = new ObjectKey(prompt.Metadata.NamespaceProperty, Caches.RegistryOf(prompt)!);
        if (caches.Registries.Store.Get(key) is not { Metadata.DeletionTimestamp: null } registry)
        {
            return SourceReading.Failed(new Fault(
                Reasons.RegistryNotFound, $"PromptRegistry {key.Name} does not exist. Create it, and the source is resolved by itself."));
        }

        if ((source.Mlflow is not null) != (registry.Spec.Mlflow is not null))
        {
            return SourceReading.Failed(new Fault(
                Reasons.RegistryNotFound,
                $"PromptRegistry {key.Name} is a connection to {RegistryShape.Product(registry.Spec)}, and the source is one of "
                + $"{(source.Mlflow is not null ? "mlflow" : "langfuse")}. Name another registry in a new PromptVersion."));
        }

        if (NotReady(registry) is { } waiting)
        {
            // Not asked a thousand times what is asked once: the registry's own controller tries, and its success wakes this one.
            return SourceReading.Failed(waiting);
        }

        try
        {
            using RegistryLease lease = await connections.ConnectAsync(registry, cancellationToken);
            return SourceReading.Of(await ResolveAsync(lease.Client, prompt, key.Name, cancellationToken));
        }
        catch (RegistryException failure)
        {
            return Failed(prompt, registry, key, failure.Fault);
        }
    }

    /// <summary>What a registry gave, as the source of a PromptVersion.</summary>
    /// <param name="registry">The name of the PromptRegistry.</param>
    /// <param name="found">What it gave.</param>
    /// <param name="alias">By which alias or label; null where by version.</param>
    public static SourceContent ToSource(string registry, RegistryPrompt found, string? alias) => new(
        found.Material,
        new ResolvedSource
        {
            Registry = registry,
            Name = found.Name,
            Version = found.Version,
            Alias = alias,
            Id = found.RowId,
            Dependencies = found.Dependencies.Count == 0
                ? null
                : [.. found.Dependencies.Select(item => new ResolvedDependency { Name = item.Name, Version = item.Version, Id = item.RowId })],
        });

    private static Fault? NotReady(PromptRegistry registry)
    {
        Condition[] conditions = [.. (registry.Status?.Conditions ?? []).Where(condition =>
            condition.Type is ConditionTypes.Reachable or ConditionTypes.Authenticated
            && condition.ObservedGeneration == registry.Metadata.Generation)];
        return conditions switch
        {
            [] => new Fault(Reasons.Progressing, $"PromptRegistry {registry.Metadata.Name} has not been tried yet."),
            _ => conditions.FirstOrDefault(condition => condition.Status != ConditionStatus.True) is { } problem
                ? new Fault(problem.Reason, $"PromptRegistry {registry.Metadata.Name} cannot be read: {problem.Message}")
                : null,
        };
    }

    private static async Task<SourceContent> ResolveAsync(
        IPromptRegistry client, PromptVersion prompt, string registry, CancellationToken cancellationToken)
    {
        PromptSource source = prompt.Spec.Source!;
        string name = source.Mlflow?.Name ?? source.Langfuse!.Name;
        string? alias = source.Mlflow?.Alias ?? source.Langfuse?.Label;
        string? version = prompt.Status is { Digest: not null, Resolved.Version: { Length: > 0 } recorded }
            ? recorded
            : source.Mlflow?.Version ?? source.Langfuse?.Version?.ToString(CultureInfo.InvariantCulture);
        RegistryPrompt found = version is not null
            ? await client.GetVersionAsync(name, version, cancellationToken)
            : await client.GetAliasAsync(name, alias!, cancellationToken);
        return ToSource(registry, found, alias);
    }

    /// <summary>What is permanent is looked at as often as the registry is: a version may be made later.</summary>
    private SourceReading Failed(PromptVersion prompt, PromptRegistry registry, ObjectKey key, RegistryFault fault)
    {
        if (fault.Reason == Reasons.CredentialsInvalid)
        {
            connections.Doubt(key);
        }

        bool isTransient = fault.Kind == RegistryFaultKind.Transient;
        TimeSpan pause = isTransient ? fault.RetryAfter ?? Pause : PollInterval.Parse(registry.Spec.Interval) ?? PollInterval.Default;
        string message = isTransient ? Told(prompt, fault.Reason) ?? fault.Message : fault.Message;
        return SourceReading.Failed(new Fault(fault.Reason, message), pause * (1 + (random() / 2)));
    }

    /// <summary>What was said of the same failure before: the words of a server that is down can differ each time.</summary>
    private static string? Told(PromptVersion prompt, string reason) => prompt.Status?.Conditions
        .FirstOrDefault(condition =>
            condition is { Type: ConditionTypes.Resolved, Status: ConditionStatus.False } && condition.Reason == reason)?.Message;
}
