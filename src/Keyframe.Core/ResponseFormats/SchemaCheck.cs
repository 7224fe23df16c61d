using System.Text.Json;
using System.Text.Json.Nodes;
using Keyframe.Api.Conditions;
using Keyframe.Core.Canonical;
using Keyframe.Core.Faults;

namespace Keyframe.Core.ResponseFormats;

/// <summary>
/// Whether a response format is a JSON Schema: that of draft 2020-12, with the keywords of draft-07 as that has them. Unknown
/// keywords are allowed. References must stay within the document, since nobody would fetch another; they may go in circles. A
/// schema that no answer can satisfy is refused where one object's own keywords show it.
/// </summary>
/// <remarks>
/// Total, and linear in the size of the schema: every part is judged once. References are looked up from the root of the
/// document, whatever <c>$id</c> stands on the way.
/// </remarks>
internal static class SchemaCheck
{
    /// <summary>Finds the first thing that makes it none, outer before inner.</summary>
    /// <param name="schema">The schema; null for none.</param>
    /// <param name="root">How a person names its root, such as <c>spec.responseFormat</c>.</param>
    public static Fault? Check(IReadOnlyDictionary<string, JsonElement>? schema, string root)
    {
        if (schema is null)
        {
            return null;
        }

        try
        {
            var document = SchemaDocument.Load(schema);
            var place = SchemaPlace.Root(root);
            var found = SchemaWrapper.Find(document.Root, place) ?? Walk(document, place);
            return found is null ? null : new Fault(Reasons.InvalidResponseFormat, $"{found.Place}: {found.Problem}.");
        }
        catch (CanonicalizationException exception)
        {
            return new Fault(Reasons.InvalidResponseFormat, $"{root}{exception.Path.AsSpan(1)}: {exception.Detail}.");
        }
    }

    private static SchemaFlaw? Walk(SchemaDocument document, SchemaPlace root)
    {
        var seen = new HashSet<JsonNode>();
        var parts = new Queue<SchemaPart>([new SchemaPart(document.Root, root, true)]);

        // What only a reference reaches (under a keyword that nobody knows) is a schema too. It comes last: all else has a better
        // place.
        var referred = new Queue<SchemaPart>();
        while (parts.TryDequeue(out var part) || referred.TryDequeue(out part))
        {
            if (!part.Node.IsSchema())
            {
                return new SchemaFlaw(
                    part.Place, $"{SchemaValues.Shown(part.Node)} is not a schema; give an object, true or false");
            }

            if (part.Node is JsonObject schema && seen.Add(schema)
                && (Keywords(document, schema, part, parts, referred)
                    ?? (part.IsAsserted ? SchemaContradictions.Find(schema, part.Place) : null)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static SchemaFlaw? Keywords(
        SchemaDocument document, JsonObject schema, SchemaPart part, Queue<SchemaPart> parts, Queue<SchemaPart> referred)
    {
        foreach (var (name, value) in schema)
        {
            if (SchemaKeywords.KindOf(name) is not { } kind)
            {
                continue;
            }

            var place = part.Place.Then(name);
            if (SchemaRules.Find(kind, value, place) is { } found)
            {
                return found;
            }

            foreach (var inner in SchemaPart.Of(name, kind, value, place, part.IsAsserted))
            {
                parts.Enqueue(inner);
            }

            if (kind == SchemaKeywordKind.Reference)
            {
                string reference = value.AsText()!;
                if (document.Resolve(reference) is not { } target)
                {
                    return new SchemaFlaw(place, Unresolved(document, reference));
                }

                referred.Enqueue(new SchemaPart(target, place, part.IsAsserted));
            }
        }

        return null;
    }

    private static string Unresolved(SchemaDocument document, string reference) => document.IsRemote(reference)
        ? $"{CanonicalText.Quote(reference)} leads out of this schema, and nobody would fetch it; copy it into $defs and "
            + "refer to #/$defs/…"
        : $"{CanonicalText.Quote(reference)} names no schema of this document; define it, or correct the reference";
}
