using k8s.Models;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Imports;
using Keyframe.Core.Planning;
using Keyframe.Core.Prompts;
using Keyframe.Core.Snapshots;
using Keyframe.Core.Tests.Builders;

namespace Keyframe.Core.Tests.Snapshots;

/// <summary>Snapshots as an operator makes them of specs.</summary>
internal static class Resolved
{
    public static PromptInput Of(string name, PromptVersionSpec spec)
    {
        var analysis = PromptAnalyzer.Analyze(spec, null);
        Assert.True(analysis.Fault is null, analysis.Fault?.Message);
        return new PromptInput(
            name, spec.Prompt, spec.Version, PromptMaterial.Of(spec)!, analysis.Engine, analysis.Variables, analysis.Digest!.Value.Value);
    }

    public static StoredSnapshot Store(GenAIAppSnapshotSpec spec, IReadOnlyList<PromptInput> prompts)
    {
        Assert.True(SnapshotDocument.Render(spec, prompts).TryGet(out var document, out var fault), fault?.Message);
        Assert.True(StoredSnapshot.Read(document.Files, document.Digest).TryGet(out var stored, out fault), fault?.Message);
        return stored;
    }

    /// <summary>What an operator makes of imported resources, by the plans that it carries out.</summary>
    public static StoredSnapshot Store(
        GenAIAppSnapshot snapshot, IReadOnlyList<PromptVersion> prompts, IReadOnlyList<ImportedContent> contents) => Store(
        snapshot.Spec,
        [
            .. snapshot.Spec.Prompts.Select(reference =>
                Of(reference.Name, prompts.Single(prompt => prompt.Metadata.Name == reference.PromptRef.Name), contents)),
        ]);

    /// <summary>A prompt that a source gives, as a plan resolves it: read back from the ConfigMap that the plan would make.</summary>
    public static PromptInput Of(string name, PromptVersionSpec spec, PromptContent content)
    {
        var source = new SourceContent(new PromptMaterial(content), new ResolvedSource { Name = "prompts", Version = "prompt.json" });
        return Of(name, new PromptVersion { Metadata = new V1ObjectMeta { Name = name, Uid = "uid", Generation = 1 }, Spec = spec }, source);
    }

    private static PromptInput Of(string name, PromptVersion version, IReadOnlyList<ImportedContent> contents)
    {
        if (version.Spec.Source?.ConfigMapKeyRef is not { } key)
        {
            return Of(name, version, source: null);
        }

        Assert.Equal(SourceFormat.Prompt, key.Format);
        var found = contents.Single(content => content.Name == key.Name && content.Key == key.Key);
        Assert.True(PromptDocument.Read(found.Content, found.Key).TryGet(out var content, out var fault), fault?.Message);
        return Of(name, version, new SourceContent(new PromptMaterial(content), new ResolvedSource { Name = key.Name, Version = key.Key }));
    }

    private static PromptInput Of(string name, PromptVersion version, SourceContent? source)
    {
        version.Metadata.Generation ??= 1;
        var plan = PromptPlanner.Plan(new PromptObservation(version, A.Moment)
        {
            Source = source is null ? null : SourceReading.Of(source),
        });
        plan.Status.IsReady(Reasons.Succeeded);
        var pinned = source is null
            ? PromptMaterial.Of(version.Spec)
            : PromptMaterial.Parse(Assert.IsType<ConfigMapWrite.Create>(Assert.Single(plan.ConfigMaps)).Data);
        var resolution = SnapshotResolution.Of(
        [
            new PromptCandidate(
                new SnapshotPrompt { Name = name }, version with { Status = plan.Status }, pinned),
        ]);
        Assert.Null(resolution.Fault);
        return Assert.Single(resolution.Inputs);
    }
}
