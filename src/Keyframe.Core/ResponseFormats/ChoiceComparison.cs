using System.Text.Json.Nodes;

namespace Keyframe.Core.ResponseFormats;

/// <summary>
/// <c>anyOf</c> and <c>oneOf</c>, and lists of types where they stand for the same. <c>oneOf</c> is read as <c>anyOf</c>: readers
/// take the branch that fits, and do not look for a second.
/// </summary>
internal static class ChoiceComparison
{
    private static readonly string[] Keywords = ["anyOf", "oneOf"];

    private static readonly SchemaTypes[] Families =
    [
        SchemaTypes.Null, SchemaTypes.Boolean, SchemaTypes.Number, SchemaTypes.String, SchemaTypes.Array, SchemaTypes.Object,
    ];

    /// <summary>Compares branches.</summary>
    /// <returns>Whether that was all there is to compare.</returns>
    public static bool TryCompare(SchemaComparison comparison, SchemaStep step)
    {
        var (before, after) = (SchemaSide.Choice(step.Before), SchemaSide.Choice(step.After));
        bool isMixed = (before is null && after is not null && HasBranches(step.Before))
            || (after is null && before is not null && HasBranches(step.After));
        if ((before ?? after) is not null && !isMixed)
        {
            Compare(
                comparison,
                step.Path,
                Alternatives(comparison.Before, step.Before),
                Alternatives(comparison.After, step.After));
            return true;
        }

        foreach (string keyword in Keywords)
        {
            CompareKeyword(comparison, step, keyword);
        }

        return false;
    }

    private static bool HasBranches(SchemaView view) => Keywords.Any(keyword => view[keyword] is not null);

    private static void CompareKeyword(SchemaComparison comparison, SchemaStep step, string keyword)
    {
        switch (step.Before[keyword] as JsonArray, step.After[keyword] as JsonArray)
        {
            case (null, null):
                break;
            case (null, _):
                comparison.Compatible(step.Path, $"{keyword} was added");
                break;
            case (_, null):
                comparison.Breaking(step.Path, $"{keyword} was removed");
                break;
            case ({ } before, { } after):
                Compare(comparison, step.Path, Flatten(comparison.Before, before), Flatten(comparison.After, after));
                break;
        }
    }

    private static void Compare(SchemaComparison comparison, string path, List<Branch> before, List<Branch> after)
    {
        var identity = comparison.Identity;
        var matching = new BranchMatching(before, after);
        comparison.Spend(matching.Count);
        matching.MatchSame(branch => branch.Schema is null ? null : identity.Of(branch.Schema));
        matching.MatchSame(branch => (identity.Of(branch.View.Node), branch.View.Types));
        matching.MatchSimilar(branch => Tag(comparison, branch.View));
        matching.MatchSimilar(branch => Family(branch.View.Types));
        matching.MatchLast();
        foreach (var (old, now) in matching.Pairs)
        {
            comparison.Enqueue(new SchemaStep(old.View, now.View, path));
        }

        CompareAdded(comparison, path, before, matching.Added);

        foreach (var branch in matching.Removed)
        {
            comparison.Compatible(path, $"is never {Describe(comparison, branch.View)} any more");
        }
    }

    // Several new branches may be parts of one old: "a" or "b", where there was any string. Objects and arrays are rather new
    // ones.
    private static void CompareAdded(SchemaComparison comparison, string path, List<Branch> before, IReadOnlyList<Branch> added)
    {
        var scalars = before.ToLookup(branch => Family(branch.View.Types));
        foreach (var branch in added)
        {
            var family = Family(branch.View.Types);
            if (family is SchemaTypes.Null or SchemaTypes.Boolean or SchemaTypes.Number or SchemaTypes.String
                && scalars[family].Take(2).ToList() is [var old])
            {
                comparison.Enqueue(new SchemaStep(old.View, branch.View, path));
            }
            else
            {
                comparison.Breaking(path, $"may also be {Describe(comparison, branch.View)} now");
            }
        }
    }

    /// <summary>The alternatives of a schema, each of one type as far as it says.</summary>
    private static List<Branch> Alternatives(SchemaSide side, SchemaView view) =>
        SchemaSide.Choice(view) is { } branches ? Flatten(side, branches) : Split(new Branch(null, view));

    private static List<Branch> Flatten(SchemaSide side, JsonArray branches)
    {
        var alternatives = new List<Branch>();
        var seen = new HashSet<JsonArray>([branches]);
        var pending = new Queue<JsonNode?>(branches);
        while (pending.TryDequeue(out var schema))
        {
            var view = side.View(schema);
            if (SchemaSide.Choice(view) is not { } inner)
            {
                // A branch that nothing satisfies is none.
                alternatives.AddRange(view.Types == SchemaTypes.None ? [] : Split(new Branch(schema, view)));
            }
            else if (seen.Add(inner))
            {
                inner.ToList().ForEach(pending.Enqueue);
            }
        }

        return alternatives;
    }

    private static List<Branch> Split(Branch branch)
    {
        var types = branch.View.Types;
        var parts = types == SchemaTypes.All ? [] : Families.Where(family => (types & family) != 0).ToList();
        return parts.Count < 2
            ? [branch]
            : [.. parts.Select(family => new Branch(null, branch.View with { Types = types & family }))];
    }

    private static SchemaTypes Family(SchemaTypes types) => (types & ~SchemaTypes.Number) == 0 ? SchemaTypes.Number : types;

    /// <summary>What tells objects apart: the properties that have one value.</summary>
    private static string? Tag(SchemaComparison comparison, SchemaView view)
    {
        if (view["properties"] is not JsonObject properties)
        {
            return null;
        }

        comparison.Spend(properties.Count);
        var tags = properties
            .Select(entry => (entry.Key, Values: entry.Value is JsonObject schema ? SchemaView.Of(schema).Values : null))
            .Where(entry => entry.Values is [not null])
            .Select(entry => $"{entry.Key} {SchemaValues.Shown(entry.Values![0])}")
            .ToList();
        return tags.Count == 0 ? null : string.Join(" and ", tags);
    }

    private static string Describe(SchemaComparison comparison, SchemaView view) =>
        TypeNames.Describe(view.Types) + (Tag(comparison, view) is { } tag ? $" with {tag}" : "");
}
