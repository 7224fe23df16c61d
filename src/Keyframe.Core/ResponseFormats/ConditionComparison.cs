using System.Text.Json.Nodes;

namespace Keyframe.Core.ResponseFormats;

/// <summary>
/// What further schemas have to say: <c>allOf</c> and references with company are compared branch by branch, all else
/// (<c>not</c>,
/// <c>if</c>, <c>contains</c> and so on) only for being the same.
/// </summary>
internal static class ConditionComparison
{
    private static readonly (string Keyword, SchemaTypes Types)[] Conditions =
    [
        ("not", SchemaTypes.All), ("if", SchemaTypes.All), ("then", SchemaTypes.All), ("else", SchemaTypes.All),
        ("contains", SchemaTypes.Array), ("unevaluatedItems", SchemaTypes.Array),
        ("propertyNames", SchemaTypes.Object), ("dependentRequired", SchemaTypes.Object),
        ("dependentSchemas", SchemaTypes.Object), ("dependencies", SchemaTypes.Object),
        ("unevaluatedProperties", SchemaTypes.Object),
    ];

    private static readonly string[] References = ["$ref", "$dynamicRef"];

    public static void Compare(SchemaComparison comparison, SchemaStep step)
    {
        CompareConjunctions(comparison, step);
        foreach (string keyword in References)
        {
            var before = Dangling(comparison.Before, step.Before[keyword]);
            CompareCondition(comparison, step.Path, keyword, before, Dangling(comparison.After, step.After[keyword]));
        }

        foreach (var (keyword, _) in Conditions.Where(condition => step.Concerns(condition.Types)))
        {
            CompareCondition(comparison, step.Path, keyword, step.Before[keyword], step.After[keyword]);
        }
    }

    private static void CompareConjunctions(SchemaComparison comparison, SchemaStep step)
    {
        var matching = new BranchMatching(Branches(comparison.Before, step.Before), Branches(comparison.After, step.After));
        comparison.Spend(matching.Count);
        matching.MatchSame(branch => comparison.Identity.Of(branch.Schema));
        matching.MatchSame(branch => (comparison.Identity.Of(branch.View.Node), branch.View.Types));
        matching.MatchLast();
        foreach (var (before, after) in matching.Pairs)
        {
            comparison.Enqueue(new SchemaStep(before.View, after.View, step.Path));
        }

        if (matching.Removed.Count > 0)
        {
            comparison.Breaking(
                step.Path, "fewer conditions hold (allOf, $ref); whether readers still get what they expect cannot be told");
        }
        else if (matching.Added.Count > 0)
        {
            comparison.Compatible(step.Path, "more conditions hold (allOf, $ref)");
        }
    }

    private static List<Branch> Branches(SchemaSide side, SchemaView view)
    {
        var branches = (view["allOf"] as JsonArray ?? []).Select(schema => new Branch(schema, side.View(schema))).ToList();
        foreach (string keyword in References)
        {
            if (view[keyword].AsText() is { } reference && side.Resolve(reference) is { } target)
            {
                branches.Add(new Branch(new JsonObject { ["$ref"] = reference }, side.View(target)));
            }
        }

        return branches;
    }

    private static JsonNode? Dangling(SchemaSide side, JsonNode? reference) =>
        reference.AsText() is { } text && side.Resolve(text) is not null ? null : reference;

    private static void CompareCondition(
        SchemaComparison comparison, string path, string keyword, JsonNode? before, JsonNode? after)
    {
        if (before is null && after is not null)
        {
            comparison.Compatible(path, $"{keyword} was added");
        }
        else if (before is not null && after is null)
        {
            comparison.Breaking(path, $"{keyword} was removed");
        }
        else if (before is not null && comparison.Identity.Value(keyword, before) != comparison.Identity.Value(keyword, after))
        {
            comparison.Breaking(path, $"{keyword} is another; whether readers expect what it allows cannot be told");
        }
        else if (before is not null)
        {
            CompareReferences(comparison, path, keyword, before);
        }
    }

    /// <summary>Equal words mean something else where what they refer to has changed.</summary>
    private static void CompareReferences(SchemaComparison comparison, string path, string keyword, JsonNode condition)
    {
        var pending = new Stack<SchemaPart>(Parts(keyword, condition));
        while (pending.TryPop(out var part))
        {
            comparison.Spend(1);
            foreach (var (name, value) in part.Node as JsonObject ?? [])
            {
                foreach (var inner in Parts(name, value))
                {
                    pending.Push(inner);
                }

                if (References.Contains(name) && value.AsText() is { } reference && comparison.Followed.Add(reference))
                {
                    var (before, after) = (comparison.Before.Resolve(reference), comparison.After.Resolve(reference));
                    if (comparison.Identity.Of(before) != comparison.Identity.Of(after))
                    {
                        comparison.Breaking(path, $"{keyword} relies on {SchemaValues.Shown(value)}, which has changed; "
                            + "whether readers expect what it allows cannot be told");
                    }

                    pending.Push(new SchemaPart(before, SchemaPlace.Root(reference), true));
                }
            }
        }
    }

    private static IEnumerable<SchemaPart> Parts(string keyword, JsonNode? value) => SchemaKeywords.KindOf(keyword) is { } kind
        ? SchemaPart.Of(keyword, kind, value, SchemaPlace.Root(keyword), isAsserted: true)
        : [];
}
