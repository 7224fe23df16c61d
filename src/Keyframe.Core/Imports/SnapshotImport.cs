using k8s.Models;
using Keyframe.Api;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Canonical;
using Keyframe.Core.Changes;
using Keyframe.Core.Diffs;
using Keyframe.Core.Faults;
using Keyframe.Core.Prompts;
using Keyframe.Core.Snapshots;

namespace Keyframe.Core.Imports;

/// <summary>
/// Turns a document back into the custom resources that give it: applied in any namespace, they are materialized with the very
/// digest. What is not in the document (who wrote a prompt and why, its parent and tags, descriptions of variables, the registry
/// it came from) is not in them either.
/// </summary>
public static class SnapshotImport
{
    /// <summary>Rebuilds the custom resources. Lossless, or refused: the result has been rendered again and compared.</summary>
    /// <param name="stored">The document.</param>
    /// <returns>
    /// The resources, or InvalidContent: a message that cannot be given inline, by prompt and field; two prompts that claim one
    /// version; or, with the path, anything else that custom resources of this version cannot say.
    /// </returns>
    public static Outcome<ImportedSnapshot> Of(StoredSnapshot stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var versions = new Dictionary<(string Prompt, string Version), PromptVersion>();
        var references = new List<SnapshotPrompt>();
        foreach (var (name, prompt) in stored.Shape.Prompts.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (InlinePrompt.Problem(prompt) is { } problem)
            {
                return Refused($"prompts[{CanonicalText.Quote(name)}].{problem}");
            }

            var version = versions.GetValueOrDefault((prompt.Prompt, prompt.Version)) ?? VersionOf(prompt);
            versions[(prompt.Prompt, prompt.Version)] = version;
            references.Add(new SnapshotPrompt
            {
                Name = name,
                PromptRef = new ObjectNameReference { Name = version.Metadata.Name },
                Digest = prompt.Digest,
            });
        }

        var imported = new ImportedSnapshot(SnapshotOf(stored, references), [.. versions.Values]);
        return Loss(stored, imported, versions) is { } loss ? Refused(loss) : new Outcome<ImportedSnapshot>(imported);
    }

    private static PromptVersion VersionOf(DocumentPrompt prompt) => new()
    {
        Metadata = new V1ObjectMeta { Name = ObjectNames.Of(prompt) },
        Spec = new PromptVersionSpec
        {
            Prompt = prompt.Prompt,
            Version = prompt.Version,
            Template = InlinePrompt.Template(prompt),
            ResponseFormat = prompt.ResponseFormat,
            ModelConfig = prompt.ModelConfig,
        },
    };

    private static GenAIAppSnapshot SnapshotOf(StoredSnapshot stored, List<SnapshotPrompt> prompts) => new()
    {
        Metadata = new V1ObjectMeta { Name = ObjectNames.Of(stored) },
        Spec = new GenAIAppSnapshotSpec
        {
            App = stored.App,
            Version = stored.Version,
            Model = stored.Shape.Model,
            Prompts = prompts,
            Retrieval = stored.Shape.Retrieval,
            Rerankers = stored.Shape.Rerankers,
            Tools = stored.Shape.Tools,
            Guardrails = stored.Shape.Guardrails,
            Settings = stored.Shape.Settings,
            Code = stored.Shape.Code,
        },
    };

    /// <summary>What an operator would render otherwise; null where it would render the document.</summary>
    private static string? Loss(
        StoredSnapshot stored, ImportedSnapshot imported, Dictionary<(string, string), PromptVersion> versions)
    {
        var inputs = new List<PromptInput>();
        foreach (var (name, prompt) in stored.Shape.Prompts)
        {
            var spec = versions[(prompt.Prompt, prompt.Version)].Spec;
            var analysis = PromptAnalyzer.Analyze(spec, null);
            if (analysis.Fault is { } fault)
            {
                return $"prompts[{CanonicalText.Quote(name)}]: {fault.Message.TrimEnd('.')}";
            }

            inputs.Add(new PromptInput(
                name,
                spec.Prompt,
                spec.Version,
                PromptMaterial.Of(spec)!,
                analysis.Engine,
                analysis.Variables,
                analysis.Digest!.Value.Value));
        }

        if (!SnapshotDocument.Render(imported.Snapshot.Spec, inputs).TryGet(out var rendered, out var unfit))
        {
            return unfit.Message.TrimEnd('.');
        }

        return StoredSnapshot.Read(rendered.Content, null).TryGet(out var again, out var unreadable)
            ? FirstDifference(SnapshotDiff.Of(stored, again))
            : unreadable.Message.TrimEnd('.');
    }

    private static string? FirstDifference(SnapshotDiff diff)
    {
        if (diff.Items is not [var item, ..])
        {
            return null;
        }

        string place = item.Part.ToString().ToLowerInvariant() + (item.Name is null ? "" : $" {CanonicalText.Quote(item.Name)}");
        return $"{place}{OneLine.Of(item.Leaves[0].Path, 100)} is {Value(item.Leaves[0].Before)} in the document, "
            + $"and would be {Value(item.Leaves[0].After)} after the import";
    }

    private static string Value(string? json) => json is null ? "absent" : OneLine.Of(json, 100);

    private static Outcome<ImportedSnapshot> Refused(string problem) =>
        new(new Fault(Reasons.InvalidContent, $"the snapshot cannot be imported without loss: {problem}."));
}
