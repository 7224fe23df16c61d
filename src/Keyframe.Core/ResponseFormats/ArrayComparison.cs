using System.Text.Json.Nodes;

namespace Keyframe.Core.ResponseFormats;

/// <summary>Items, by place (<c>prefixItems</c>, or <c>items</c> with a list before draft 2020-12) and all others.</summary>
internal static class ArrayComparison
{
    public static void Compare(SchemaComparison comparison, SchemaStep step)
    {
        if (!step.Concerns(SchemaTypes.Array))
        {
            return;
        }

        var (before, after) = (Prefix(step.Before), Prefix(step.After));
        for (int i = 0; i < Math.Max(before.Count, after.Count); i++)
        {
            comparison.Enqueue(
                i < before.Count ? before[i] : Rest(step.Before),
                i < after.Count ? after[i] : Rest(step.After),
                AnswerPath.Item(step.Path, i));
        }

        comparison.Enqueue(Rest(step.Before), Rest(step.After), AnswerPath.Any(step.Path));
    }

    private static JsonArray Prefix(SchemaView view) => (view["prefixItems"] ?? view["items"]) as JsonArray ?? [];

    private static JsonNode? Rest(SchemaView view) =>
        (view["items"] is JsonArray ? view["additionalItems"] : view["items"]) ?? view["unevaluatedItems"];
}
