using System.Text.Json;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Canonical;
using Keyframe.Core.Changes;

namespace Keyframe.Core.ResponseFormats;

/// <summary>
/// Compares the response formats of two versions of a prompt, for whoever reads the answers: the application, which may be older
/// than the prompt. The rule is that of schema registries for producers that change first, forward compatibility (Confluent
/// Schema Registry, "Schema Evolution and Compatibility": data written with the new schema can be read with the old one): a
/// change is compatible where every answer of the new format is one that a reader of the old format expects.
/// </summary>
/// <remarks>
/// What follows, and what is taken on top:
/// <list type="bullet">
/// <item>Readers ignore properties that they do not know, as protobuf and most JSON readers do. A new property is therefore
/// compatible, also where the old format had <c>additionalProperties: false</c>: OpenAI's structured outputs demand that of every
/// object, so that it says nothing about readers. The change's message names the strict ones. Where <c>additionalProperties</c>
/// is a schema, readers take further properties for entries of a map, and new ones have to fit it.</item>
/// <item>A property that is gone is breaking, also where it was optional: what it told is lost.</item>
/// <item>What is narrower is compatible (a value of an enumeration removed, a bound tightened, an optional property required),
/// what is wider is breaking (a type, a value or a branch added, a bound loosened, a required property optional).</item>
/// <item>What cannot be told is breaking: another pattern, another format, another <c>not</c>.</item>
/// <item>A format where there was none is breaking: who shows or searches text does not expect JSON. So is none where there was
/// one.</item>
/// <item>Descriptions, titles, examples, defaults and unknown keywords are no changes; neither is any order.</item>
/// </list>
/// References are followed, and may go in circles; a part that is used in several places is told of once, at the first of them.
/// </remarks>
public static class ResponseFormatComparer
{
    private const int MaxChanges = 32;

    /// <summary>Compares two formats. Total: what is no JSON Schema is compared as far as it goes, or counts as
    /// breaking.</summary>
    /// <param name="parent">The name of the PromptVersion compared with.</param>
    /// <param name="before">Its format; null where it has none.</param>
    /// <param name="after">The format of the version itself; null where it has none.</param>
    /// <returns>The comparison; without changes where both formats say the same.</returns>
    public static ResponseFormatComparison Compare(
        string parent, IReadOnlyDictionary<string, JsonElement>? before, IReadOnlyDictionary<string, JsonElement>? after)
    {
        var changes = Changes(before, after)
            .Distinct()
            .OrderByDescending(change => change.Compatibility)
            .ThenBy(change => change.Path, StringComparer.Ordinal)
            .ThenBy(change => change.Message, StringComparer.Ordinal)
            .ToList();
        return new ResponseFormatComparison
        {
            Parent = parent,
            Compatibility = changes.Count == 0 ? ResponseCompatibility.Compatible : changes[0].Compatibility,
            Changes = changes.Count == 0 ? null : [.. changes.Take(MaxChanges)],
            Omitted = changes.Count > MaxChanges ? changes.Count - MaxChanges : null,
        };
    }

    private static IEnumerable<ResponseFormatChange> Changes(
        IReadOnlyDictionary<string, JsonElement>? before, IReadOnlyDictionary<string, JsonElement>? after)
    {
        if (ReferenceEquals(before, after))
        {
            return [];
        }

        if (before is null || after is null)
        {
            return [Breaking(before is null
                ? "answers have a format now, where they were free text; readers of text do not expect JSON"
                : "answers have no format any more; readers expect JSON")];
        }

        try
        {
            var (old, now) = (SchemaDocument.Load(before), SchemaDocument.Load(after));
            return new SchemaComparison(new SchemaSide(old), new SchemaSide(now)).Run();
        }
        catch (CanonicalizationException exception)
        {
            return [Breaking($"the formats cannot be compared: {exception.Message}")];
        }
    }

    private static ResponseFormatChange Breaking(string message) =>
        new() { Compatibility = ResponseCompatibility.Breaking, Message = OneLine.Of(message, 512) };
}
