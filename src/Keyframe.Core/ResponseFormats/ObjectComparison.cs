using System.Text.Json.Nodes;

namespace Keyframe.Core.ResponseFormats;

/// <summary>Properties and <c>required</c>.</summary>
internal static class ObjectComparison
{
    public static void Compare(SchemaComparison comparison, SchemaStep step)
    {
        if (!step.Concerns(SchemaTypes.Object))
        {
            return;
        }

        var (before, after) = (new Properties(step.Before), new Properties(step.After));
        comparison.Spend(before.Names.Count + after.Names.Count);
        foreach (string name in before.Names)
        {
            CompareKnown(comparison, step.Path, name, before, after);
        }

        foreach (string name in after.Names.Where(name => !before.Names.Contains(name)))
        {
            CompareNew(comparison, step.Path, name, before, after);
        }

        CompareOthers(comparison, step, before, after);
        ComparePatterns(comparison, step);
    }

    private static void CompareKnown(SchemaComparison comparison, string path, string name, Properties before, Properties after)
    {
        string place = AnswerPath.Property(path, name);
        if (!after.Names.Contains(name))
        {
            comparison.Breaking(place, before.IsRequired(name) ? "is gone, and was required" : "is gone");
            return;
        }

        if (before.IsRequired(name) && !after.IsRequired(name))
        {
            comparison.Breaking(place, "was required, and is optional now");
        }
        else if (!before.IsRequired(name) && after.IsRequired(name))
        {
            comparison.Compatible(place, "was optional, and is required now");
        }

        comparison.Enqueue(before.SchemaOf(name), after.SchemaOf(name), place);
    }

    private static void CompareNew(SchemaComparison comparison, string path, string name, Properties before, Properties after)
    {
        string place = AnswerPath.Property(path, name);
        comparison.Compatible(place, (after.IsRequired(name) ? "is new, and required" : "is new")
            + (before.IsClosed ? "; readers that refuse properties they do not know have to learn of it first" : ""));
        if (before.Others is { } others)
        {
            comparison.Enqueue(others, after.SchemaOf(name), place);
        }
    }

    private static void CompareOthers(SchemaComparison comparison, SchemaStep step, Properties before, Properties after)
    {
        string place = AnswerPath.Any(step.Path);
        if (before.Others is { } others)
        {
            comparison.Enqueue(others, step.After["additionalProperties"] ?? after.Others, place);
        }
        else if (after.Others is not null)
        {
            comparison.Compatible(place, "further properties are described now; readers ignore those that they do not know");
        }
        else if (before.IsClosed != after.IsClosed)
        {
            comparison.Compatible(place, after.IsClosed
                ? "further properties are not given any more"
                : "further properties may be given now; readers ignore those that they do not know");
        }
    }

    private static void ComparePatterns(SchemaComparison comparison, SchemaStep step)
    {
        var (before, after) = (step.Before["patternProperties"] as JsonObject, step.After["patternProperties"] as JsonObject);
        var (old, now) = (before?.Select(entry => entry.Key) ?? [], after?.Select(entry => entry.Key) ?? []);
        if (!old.SequenceEqual(now, StringComparer.Ordinal))
        {
            comparison.Breaking(
                AnswerPath.Any(step.Path),
                "patternProperties has other patterns; whether readers expect what they describe cannot be told");
            return;
        }

        foreach (var (pattern, schema) in before ?? [])
        {
            comparison.Enqueue(schema, after![pattern], AnswerPath.Any(step.Path));
        }
    }

    /// <summary>The properties that a schema speaks of: those that may be given, in <c>properties</c> or in
    /// <c>required</c>.</summary>
    private sealed class Properties
    {
        private readonly JsonObject? _schemas;
        private readonly HashSet<string> _required;

        public Properties(SchemaView view)
        {
            _schemas = view["properties"] as JsonObject;
            _required = [.. (view["required"] as JsonArray ?? []).Select(SchemaValues.AsText).OfType<string>()];
            Names = [.. (_schemas ?? []).Where(entry => !entry.Value.IsFalse()).Select(entry => entry.Key)
                .Concat(_required.Where(name => _schemas?[name].IsFalse() != true))];
            IsClosed = view["additionalProperties"].IsFalse();
            Others = Described(view["additionalProperties"]) ?? Described(view["unevaluatedProperties"]);
        }

        public HashSet<string> Names { get; }

        public bool IsClosed { get; }

        /// <summary>The schema of all others, where they have one: then readers take them for entries of a map.</summary>
        public JsonObject? Others { get; }

        public bool IsRequired(string name) => _required.Contains(name);

        public JsonNode? SchemaOf(string name) =>
            _schemas is not null && _schemas.TryGetPropertyValue(name, out var schema) ? schema : Others;

        private static JsonObject? Described(JsonNode? schema) =>
            schema is JsonObject { Count: > 0 } described ? described : null;
    }
}
