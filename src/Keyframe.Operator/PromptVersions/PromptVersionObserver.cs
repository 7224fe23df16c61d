using System.Text.Json;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Planning;
using Keyframe.Core.Prompts;
using Keyframe.Operator.PromptRegistries;
using Keyframe.Operator.Resources;
using Keyframe.Runtime;

namespace Keyframe.Operator.PromptVersions;

/// <summary>Gathers what the plan of a PromptVersion depends on. A source is read only while its content is not pinned.</summary>
internal sealed class PromptVersionObserver(
    Caches caches, PromptPins pins, ConfigMapSources configMaps, RegistrySources registries, SourceFindings findings, TimeProvider clock)
{
    /// <summary>Looks at a PromptVersion.</summary>
    /// <param name="prompt">The PromptVersion.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<PromptObservation> ObserveAsync(PromptVersion prompt, CancellationToken cancellationToken)
    {
        PromptLineage? lineage =
            PromptLineage.Of(prompt, name => caches.Prompts.Store.Get(new ObjectKey(prompt.Metadata.NamespaceProperty, name)));
        var observation = new PromptObservation(prompt, clock.GetUtcNow())
        {
            OlderTwin = Age.OldestBefore(caches.PromptsByIdentity.Find(Caches.IdentityOf(prompt)), prompt)?.Metadata.Name,
            Lineage = lineage,
            Formats = lineage is null ? null : await FormatsAsync(prompt, lineage, cancellationToken),
        };
        return prompt.Spec is { Source: { } source, Template: null }
            ? await ObserveSourceAsync(observation, source, cancellationToken)
            : observation;
    }

    /// <summary>Forgets a PromptVersion that is gone.</summary>
    public void Forget(ObjectKey key)
    {
        configMaps.Forget(key);
        findings.Forget(key);
    }

    private async Task<PromptObservation> ObserveSourceAsync(
        PromptObservation observation, PromptSource source, CancellationToken cancellationToken)
    {
        PromptVersion prompt = observation.Prompt;

        // Only what went on record with a digest pins anything; a run that was cut short may have made the pin without recording it.
        if (prompt.Status is { Digest: { } digest, ContentRef.Name: { } name })
        {
            (ConfigMapIdentity? pin, ForeignConfigMap? foreign) =
                await pins.LookAsync(prompt, name, digest, prompt.Status.SettingsDigest, cancellationToken);
            observation = observation with { Pin = pin, ForeignPin = foreign, Finding = findings.For(prompt) };
            if (pin is not null)
            {
                return source.ConfigMapKeyRef is { } key
                    ? observation with { Finding = await configMaps.VerifyAsync(prompt, key, cancellationToken) }
                    : observation;
            }
        }

        if (observation.ForeignPin is not null || PromptShape.Check(prompt.Spec) is not null)
        {
            return observation;
        }

        SourceReading reading = source.ConfigMapKeyRef is { } configMap
            ? await configMaps.ReadAsync(prompt.Metadata.NamespaceProperty, configMap, cancellationToken)
            : await registries.ReadAsync(prompt, cancellationToken);
        observation = observation with { Source = reading };
        if (reading.Content is { } content && PromptAnalyzer.Analyze(prompt.Spec, content).Pin is { } wanted)
        {
            (ConfigMapIdentity? pin, ForeignConfigMap? foreign) = await pins.LookAsync(
                prompt, PromptPlanner.PinName(prompt.Metadata.Name, wanted.Digest), wanted.Digest.Value, wanted.SettingsDigest?.Value, cancellationToken);
            return observation with { Pin = pin, ForeignPin = foreign };
        }

        return observation;
    }

    /// <summary>The response formats, unless they were compared before, or one of them is not at hand yet.</summary>
    private async Task<FormatPair?> FormatsAsync(PromptVersion prompt, PromptLineage lineage, CancellationToken cancellationToken)
    {
        if (lineage is not { IsCycle: false, Parent: { Status.Digest: { } digest } parent }
            || (prompt.Status?.ResponseFormat is { } compared && (compared.Parent, compared.ParentDigest) == (parent.Metadata.Name, digest))
            || await FormatOfAsync(prompt, cancellationToken) is not { } after
            || await FormatOfAsync(parent, cancellationToken) is not { } before)
        {
            return null;
        }

        return new FormatPair(parent.Metadata.Name, digest, before.Format, after.Format);
    }

    private async Task<ResponseFormat?> FormatOfAsync(PromptVersion prompt, CancellationToken cancellationToken) =>
        prompt.Spec.Template is not null
            ? new ResponseFormat(prompt.Spec.ResponseFormat)
            : await pins.ReadAsync(prompt, cancellationToken) is { } material && PromptPin.Of(material).TryGet(out PromptPin? pin, out _)
                && pin.Digest.Value == prompt.Status?.Digest
                ? new ResponseFormat(material.Content.ResponseFormat)
                : null;

    private sealed record ResponseFormat(IReadOnlyDictionary<string, JsonElement>? Format);
}
