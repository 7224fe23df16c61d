using Keyframe.Core.Canonical;

namespace Keyframe.Core.ResponseFormats;

/// <summary>What strings must look like: readers parse by it, so it counts although <c>format</c> need not be checked.</summary>
internal static class TextComparison
{
    private static readonly string[] Keywords = ["pattern", "format", "contentEncoding", "contentMediaType"];

    public static void Compare(SchemaComparison comparison, SchemaStep step)
    {
        foreach (string keyword in Keywords.Where(keyword => step.Concerns(Types(keyword))))
        {
            var (before, after) = (step.Before[keyword].AsText(), step.After[keyword].AsText());
            if (before is null && after is not null)
            {
                comparison.Compatible(step.Path, $"{keyword} is {CanonicalText.Quote(after)} now");
            }
            else if (before is not null && after is null)
            {
                comparison.Breaking(step.Path, $"{keyword} was {CanonicalText.Quote(before)}, and is not set now");
            }
            else if (before != after)
            {
                comparison.Breaking(
                    step.Path,
                    $"{keyword} was {CanonicalText.Quote(before!)}, and is {CanonicalText.Quote(after!)} now; "
                        + "whether all that fits the new one fits the old one cannot be told");
            }
        }
    }

    // format speaks of numbers, too (OpenAPI's int64).
    private static SchemaTypes Types(string keyword) => keyword == "format" ? SchemaTypes.All : SchemaTypes.String;
}
