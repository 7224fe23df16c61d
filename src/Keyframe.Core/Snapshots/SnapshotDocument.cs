using System.Globalization;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Keyframe.Api.Conditions;
using Keyframe.Api.Json;
using Keyframe.Api.Naming;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Canonical;
using Keyframe.Core.Faults;
using Keyframe.Core.Json;

namespace Keyframe.Core.Snapshots;

/// <summary>
/// A snapshot as applications read it: the files of its ConfigMap. The document, snapshot.json, is canonical JSON of
/// <c>formatVersion</c>, <c>app</c>, <c>version</c>, <c>model</c>, <c>prompts</c> (an object by the names under which the
/// application reads them, each with <c>prompt</c>, <c>version</c>, <c>digest</c>, <c>type</c> text or chat, <c>engine</c>,
/// <c>template</c> or <c>messages</c>, <c>variables</c> of a Mustache template, <c>responseFormat</c> and <c>modelConfig</c>), <c>retrieval</c>, <c>rerankers</c>,
/// <c>tools</c>, <c>guardrails</c> (arrays, sorted by name), <c>settings</c> and <c>code</c>; absent and empty parts are omitted.
/// No object name, namespace or time enters it, nor how an index is verified, so that equal configuration has an equal digest wherever it is applied.
/// </summary>
/// <remarks>Guessed variables of Jinja2 stay out: a better guess in a later version must not change a digest.</remarks>
public sealed class SnapshotDocument
{
    /// <summary>The version of the document's format. Readers must refuse one they do not know.</summary>
    public const int FormatVersion = 1;

    /// <summary>The most bytes the ConfigMap's data may have. An API server takes 1,048,576 for data and binaryData.</summary>
    public const int MaxBytes = 1_000_000;

    private const int NamedParts = 8;

    private SnapshotDocument(byte[] content, SortedDictionary<string, string> files)
    {
        Content = content;
        Digest = Digest.Of(content);
        Files = files;
        Parts = [.. files
            .Select(file => new SnapshotPart(file.Key, Encoding.UTF8.GetByteCount(file.Key + file.Value)))
            .OrderByDescending(part => part.Bytes).ThenBy(part => part.Name, StringComparer.Ordinal)];
        TotalBytes = Parts.Sum(part => part.Bytes);
    }

    /// <summary>The bytes of snapshot.json: canonical JSON in UTF-8.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>The snapshot's digest: of exactly these bytes, so that <c>sha256sum snapshot.json</c> checks it.</summary>
    public Digest Digest { get; }

    /// <summary>The ConfigMap's data, by the keys of <see cref="SnapshotKeys"/>.</summary>
    public IReadOnlyDictionary<string, string> Files { get; }

    /// <summary>What the files weigh, largest first; together <see cref="TotalBytes"/>.</summary>
    public IReadOnlyList<SnapshotPart> Parts { get; }

    /// <summary>The UTF-8 bytes of all keys and values.</summary>
    public int TotalBytes { get; }

    /// <summary>The fault of a snapshot beyond <see cref="MaxBytes"/>, naming its largest parts; null when it fits.</summary>
    public Fault? SizeFault
    {
        get
        {
            if (TotalBytes <= MaxBytes)
            {
                return null;
            }

            var parts = string.Join(", ", Parts.Take(NamedParts).Select(part => Invariant($"{part.Name} {part.Bytes:N0}")));
            var rest = Parts.Count > NamedParts ? Invariant($" and {Parts.Count - NamedParts} smaller ones") : "";
            return new Fault(
                Reasons.TooLarge,
                Invariant($"the ConfigMap would have {TotalBytes:N0} bytes, more than {MaxBytes:N0}: {parts}{rest}. ")
                    + "Prompts count twice, inside snapshot.json and as files; shorten the largest parts in a new snapshot.");
        }
    }

    /// <summary>Renders a snapshot whose prompts are resolved.</summary>
    /// <param name="spec">The snapshot's spec; references to PromptVersion objects are not looked at.</param>
    /// <param name="prompts">The prompts: one for each of the spec's, by name, in any order.</param>
    /// <returns>
    /// The document, or InvalidSpec (a name twice, a number that cannot be kept, nesting) or InvalidContent (NUL, lone
    /// surrogates) with the path. Its size is not judged here: see <see cref="SizeFault"/>.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The prompts are not those that the spec names.
    /// </exception>
    public static Outcome<SnapshotDocument> Render(GenAIAppSnapshotSpec spec, IReadOnlyList<PromptInput> prompts)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(prompts);
        if ((SnapshotNormalForm.Check(spec) ?? SnapshotNormalForm.Check(prompts)) is { } fault)
        {
            return new Outcome<SnapshotDocument>(fault);
        }

        if (!prompts.Select(prompt => prompt.Name).ToHashSet(StringComparer.Ordinal)
            .SetEquals((spec.Prompts ?? []).Select(prompt => prompt.Name)))
        {
            throw new ArgumentException("The prompts are not those that the spec names.", nameof(prompts));
        }

        try
        {
            // As given first, so that the path of a fault counts list items as the author does.
            CanonicalJson.Serialize(spec, KeyframeJsonContext.Default.GenAIAppSnapshotSpec);
        }
        catch (CanonicalizationException exception)
        {
            return new Outcome<SnapshotDocument>(Fault.From(exception, "spec"));
        }

        try
        {
            var byName = prompts.ToDictionary(prompt => prompt.Name);
            return new Outcome<SnapshotDocument>(Render(SnapshotNormalForm.OfDocument(spec), byName));
        }
        catch (CanonicalizationException exception)
        {
            return new Outcome<SnapshotDocument>(Fault.From(exception, "snapshot"));
        }
    }

    /// <summary>The name of the ConfigMap: the snapshot's own and the first ten digits of the digest.</summary>
    /// <param name="snapshotName">The snapshot's object name, at most 52 characters.</param>
    public string ConfigMapName(string snapshotName) => ConfigMapName(snapshotName, Digest);

    /// <summary>The name of the ConfigMap of a snapshot that has a digest already.</summary>
    /// <param name="snapshotName">The snapshot's object name.</param>
    /// <param name="digest">Its digest.</param>
    public static string ConfigMapName(string snapshotName, Digest digest) => $"{snapshotName}-{digest.Short}";

    private static SnapshotDocument Render(GenAIAppSnapshotSpec spec, Dictionary<string, PromptInput> prompts)
    {
        var content = CanonicalJson.Serialize(Compose(spec, prompts), CoreJsonContext.Default.DocumentContent);
        var contract = KeyframeJsonContext.Default;
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [SnapshotKeys.Document] = Encoding.UTF8.GetString(content),
        };
        Add(files, SnapshotKeys.Model, spec.Model, contract.ModelSpec);
        Add(files, SnapshotKeys.Retrieval, spec.Retrieval, contract.IReadOnlyListRetrievalSpec);
        Add(files, SnapshotKeys.Rerankers, spec.Rerankers, contract.IReadOnlyListRerankerSpec);
        Add(files, SnapshotKeys.Tools, spec.Tools, contract.IReadOnlyListToolSpec);
        Add(files, SnapshotKeys.Guardrails, spec.Guardrails, contract.IReadOnlyListGuardrailSpec);
        Add(files, SnapshotKeys.Settings, spec.Settings, contract.IReadOnlyDictionaryStringJsonElement);
        foreach (var (name, prompt) in prompts)
        {
            if (prompt.Material.Content.Messages is { } messages)
            {
                Add(files, SnapshotKeys.ChatPrompt(name), messages, CoreJsonContext.Default.IReadOnlyListJsonElement);
            }
            else
            {
                files.Add(SnapshotKeys.TextPrompt(name), prompt.Material.Content.Template!);
            }
        }

        return new SnapshotDocument(content, files);
    }

    private static DocumentContent Compose(GenAIAppSnapshotSpec spec, Dictionary<string, PromptInput> prompts) => new()
    {
        App = spec.App,
        Version = spec.Version,
        Model = spec.Model,
        Prompts = prompts.ToDictionary(prompt => prompt.Key, prompt => DocumentPrompt.Of(prompt.Value)),
        Retrieval = spec.Retrieval,
        Rerankers = spec.Rerankers,
        Tools = spec.Tools,
        Guardrails = spec.Guardrails,
        Settings = spec.Settings,
        Code = spec.Code,
    };

    private static void Add<T>(SortedDictionary<string, string> files, string key, T? part, JsonTypeInfo<T> typeInfo)
        where T : class
    {
        if (part is not null)
        {
            files.Add(key, Encoding.UTF8.GetString(CanonicalJson.Serialize(part, typeInfo)));
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
