using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Prompts;
using Keyframe.Core.Snapshots;

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

    /// <summary>What an operator makes of imported resources.</summary>
    public static StoredSnapshot Store(GenAIAppSnapshot snapshot, IReadOnlyList<PromptVersion> prompts) => Store(
        snapshot.Spec,
        [
            .. snapshot.Spec.Prompts.Select(reference =>
                Of(reference.Name, prompts.Single(prompt => prompt.Metadata.Name == reference.PromptRef.Name).Spec)),
        ]);
}
