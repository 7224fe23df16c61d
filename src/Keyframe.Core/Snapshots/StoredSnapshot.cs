using System.Text;
using System.Text.Json;
using Keyframe.Api.Conditions;
using Keyframe.Api.Naming;
using Keyframe.Core.Canonical;
using Keyframe.Core.Faults;
using Keyframe.Core.Json;

namespace Keyframe.Core.Snapshots;

/// <summary>
/// A snapshot.json that was read back: from its ConfigMap, from a mounted folder, from a file that somebody sent. It is what an
/// export is: <see cref="Content"/> alone suffices to compare, and to rebuild the custom resources.
/// </summary>
public sealed class StoredSnapshot
{
    private StoredSnapshot(ReadOnlyMemory<byte> content, JsonElement root, DocumentContent shape)
    {
        Content = content;
        Digest = Digest.Of(content.Span);
        Root = root;
        Shape = shape;
    }

    /// <summary>The bytes as they were read.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>The digest of exactly these bytes.</summary>
    public Digest Digest { get; }

    /// <summary>The application.</summary>
    public string App => Shape.App;

    /// <summary>The snapshot's version.</summary>
    public string Version => Shape.Version;

    /// <summary>The document in canonical form, however it was spelled.</summary>
    internal JsonElement Root { get; }

    /// <summary>The parts that this version of Keyframe knows.</summary>
    internal DocumentContent Shape { get; }

    /// <summary>Reads a snapshot's ConfigMap.</summary>
    /// <param name="data">Its data.</param>
    /// <param name="expected">The digest that snapshot.json must have; null where none is known.</param>
    /// <returns>The snapshot, or the fault of <see cref="Read(ReadOnlyMemory{byte}, Digest?)"/>.</returns>
    public static Outcome<StoredSnapshot> Read(IReadOnlyDictionary<string, string> data, Digest? expected)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.TryGetValue(SnapshotKeys.Document, out string? json)
            ? Read(Encoding.UTF8.GetBytes(json), expected)
            : Unreadable($"there is no key {SnapshotKeys.Document}; take the ConfigMap of a GenAIAppSnapshot");
    }

    /// <summary>Reads a snapshot.json. Members that this version does not know are kept, and compared.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="expected">The digest that they must have; null where none is known.</param>
    /// <returns>
    /// The snapshot, or DigestMismatch, or InvalidContent: no JSON that readers agree on, another format version, or a shape that
    /// no snapshot has.
    /// </returns>
    public static Outcome<StoredSnapshot> Read(ReadOnlyMemory<byte> content, Digest? expected)
    {
        var found = Digest.Of(content.Span);
        if (expected is { } digest && digest != found)
        {
            return new Outcome<StoredSnapshot>(new Fault(
                Reasons.DigestMismatch,
                $"{SnapshotKeys.Document} has digest {found}, but {digest} was expected: these are not the bytes that were "
                + "recorded. Take them from the snapshot's ConfigMap or from a backup of it."));
        }

        try
        {
            using var given = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = int.MaxValue });
            var root = JsonElement.Parse(CanonicalJson.Serialize(given.RootElement));
            return FormatProblem(root) is { } problem ? Unreadable(problem) : Read(content, root);
        }
        catch (JsonException exception)
        {
            return Unreadable($"it is not JSON of a snapshot: {OneLine(exception)}");
        }
        catch (CanonicalizationException exception)
        {
            return Unreadable($"it has no canonical form: {exception.Message}");
        }
    }

    private static Outcome<StoredSnapshot> Read(ReadOnlyMemory<byte> content, JsonElement root)
    {
        var shape = root.Deserialize(CoreJsonContext.Default.DocumentContent)!;
        return StoredShape.ProblemOf(shape) is { } problem
            ? Unreadable(problem)
            : new Outcome<StoredSnapshot>(new StoredSnapshot(content, root, shape));
    }

    private static string? FormatProblem(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("formatVersion", out var version))
        {
            return "it has no formatVersion; it is not a snapshot's document";
        }

        return version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out int number)
            && number == SnapshotDocument.FormatVersion
            ? null
            : $"its formatVersion is {Changes.OneLine.Of(version.GetRawText(), 40)}, and this version of Keyframe reads "
                + $"{SnapshotDocument.FormatVersion} alone; use a version of Keyframe that knows it";
    }

    private static string OneLine(JsonException exception) => Changes.OneLine.Of(exception.Message, 300);

    private static Outcome<StoredSnapshot> Unreadable(string problem) =>
        new(new Fault(Reasons.InvalidContent, $"{SnapshotKeys.Document} cannot be read: {problem}."));
}
