using System.Text;
using k8s.Models;
using Keyframe.Api;
using Keyframe.Api.Conditions;
using Keyframe.Api.Naming;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Canonical;
using Keyframe.Core.Changes;
using Keyframe.Core.Diffs;
using Keyframe.Core.Faults;
using Keyframe.Core.Json;
using Keyframe.Core.Prompts;
using Keyframe.Core.Snapshots;

namespace Keyframe.Core.Imports;

/// <summary>
/// Turns a document back into the custom resources that give it: applied in any namespace, they are materialized with the very
/// digest. A prompt is given inline where a PromptVersion can hold it so, else in a ConfigMap beside it. What is not in the document (who wrote a prompt and why, its parent and tags, descriptions of variables, the registry
/// it came from) is not in them either.
/// </summary>
public static class SnapshotImport
{
    /// <summary>Rebuilds the custom resources. Lossless, or refused: the result has been rendered again and compared.</summary>
    /// <param name="stored">The document.</param>
    /// <returns>
    /// The resources, or InvalidContent: two prompts that claim one version, or, with the path, anything else that custom resources
    /// of this version cannot say.
    /// </returns>
    public static Outcome<ImportedSnapshot> Of(StoredSnapshot stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var versions = new Dictionary<(string Prompt, string Version), PromptVersion>();
        var contents = new SortedDictionary<string, ImportedContent>(StringComparer.Ordinal);
        var references = new List<SnapshotPrompt>();
        foreach (var (name, prompt) in stored.Shape.Prompts.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (prompt.ModelConfig is { Count: > InlinePrompt.MaxMembers } config)
            {
                return Refused(System.FormattableString.Invariant(
                    $"prompts[{CanonicalText.Quote(name)}].modelConfig has {config.Count} members, and spec.modelConfig takes 256"));
            }

            var version = versions.GetValueOrDefault((prompt.Prompt, prompt.Version)) ?? VersionOf(prompt);
            versions[(prompt.Prompt, prompt.Version)] = version;
            if (version.Spec.Source?.ConfigMapKeyRef is { } source)
            {
                contents.TryAdd(source.Name, new ImportedContent(source.Name, source.Key, ContentOf(prompt)));
            }

            references.Add(new SnapshotPrompt
            {
                Name = name,
                PromptRef = new ObjectNameReference { Name = version.Metadata.Name },
                Digest = prompt.Digest,
            });
        }

        var imported = new ImportedSnapshot(SnapshotOf(stored, references), [.. versions.Values], [.. contents.Values]);
        return Loss(stored, imported, versions) is { } loss ? Refused(loss) : new Outcome<ImportedSnapshot>(imported);
    }

    private static PromptVersion VersionOf(DocumentPrompt prompt)
    {
        bool isInline = InlinePrompt.Fits(prompt);
        var elsewhere = new ConfigMapPromptReference
        {
            Name = ObjectNames.OfContent(prompt),
            Key = PinKeys.Content,
            Format = SourceFormat.Prompt,
        };
        return new PromptVersion
        {
            Metadata = new V1ObjectMeta { Name = ObjectNames.Of(prompt) },
            Spec = new PromptVersionSpec
            {
                Prompt = prompt.Prompt,
                Version = prompt.Version,
                Template = isInline ? InlinePrompt.Template(prompt) : null,
                Source = isInline ? null : new PromptSource { ConfigMapKeyRef = elsewhere },
                ResponseFormat = isInline ? prompt.ResponseFormat : null,
                ModelConfig = prompt.ModelConfig,
            },
        };
    }

    // The document is canonical and whole, and so is its part.
    private static string ContentOf(DocumentPrompt prompt) =>
        Encoding.UTF8.GetString(CanonicalJson.Serialize(StoredShape.ContentOf(prompt), CoreJsonContext.Default.PromptContent));

    private static GenAIAppSnapshot SnapshotOf(StoredSnapshot stored, List<SnapshotPrompt> prompts) => new()
    {
        Metadata = new V1ObjectMeta { Name = ObjectNames.Of(stored) },
        Spec = stored.Shape.ToSpec(prompts),
    };

    /// <summary>What an operator would render otherwise; null where it would render the document.</summary>
    private static string? Loss(
        StoredSnapshot stored, ImportedSnapshot imported, Dictionary<(string, string), PromptVersion> versions)
    {
        var inputs = new List<PromptInput>();
        foreach (var (name, prompt) in stored.Shape.Prompts)
        {
            if (!Resolve(name, versions[(prompt.Prompt, prompt.Version)].Spec, imported).TryGet(out var input, out var fault))
            {
                return $"prompts[{CanonicalText.Quote(name)}]: {fault.Message.TrimEnd('.')}";
            }

            inputs.Add(input);
        }

        if (!SnapshotDocument.Render(imported.Snapshot.Spec, inputs).TryGet(out var rendered, out var unfit))
        {
            return unfit.Message.TrimEnd('.');
        }

        return StoredSnapshot.Read(rendered.Content, null).TryGet(out var again, out var unreadable)
            ? FirstDifference(SnapshotDiff.Of(stored, again))
            : unreadable.Message.TrimEnd('.');
    }

    /// <summary>A prompt as an operator resolves it.</summary>
    private static Outcome<PromptInput> Resolve(string name, PromptVersionSpec spec, ImportedSnapshot imported)
    {
        SourceContent? source = null;
        if (spec.Source?.ConfigMapKeyRef is { } key)
        {
            string json = imported.Contents.Single(content => content.Name == key.Name).Content;
            if (!PromptDocument.Read(json, key.Key).TryGet(out var content, out var unreadable))
            {
                return new Outcome<PromptInput>(unreadable);
            }

            source = new SourceContent(new PromptMaterial(content), new ResolvedSource { Name = key.Name, Version = key.Key });
        }

        var analysis = PromptAnalyzer.Analyze(spec, source);
        return analysis.Fault is { } fault
            ? new Outcome<PromptInput>(fault)
            : new Outcome<PromptInput>(new PromptInput(
                name,
                spec.Prompt,
                spec.Version,
                PromptMaterial.Of(spec) ?? PromptAnalyzer.Complete(source!.Material, spec),
                analysis.Engine,
                analysis.Variables,
                analysis.Digest!.Value.Value));
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
