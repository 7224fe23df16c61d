using System.Text.RegularExpressions;

namespace Keyframe.Testing.Registries.Mlflow;

/// <summary>A clause of a filter: a name, or the value of a tag.</summary>
/// <param name="Tag">The tag; null for the name.</param>
/// <param name="Value">What it must be.</param>
internal sealed partial record MlflowClause(string? Tag, string Value)
{
    public static IReadOnlyList<MlflowClause> Parse(string? filter)
    {
        var clauses = new List<MlflowClause>();
        string rest = filter ?? "";
        while (rest.Length > 0)
        {
            Match match = Next().Match(rest);
            if (!match.Success)
            {
                throw MlflowRefusal.Invalid($"Invalid clause(s) in filter string: {rest}");
            }

            string? tag = match.Groups["tag"] is { Success: true } group ? group.Value : null;
            clauses.Add(new MlflowClause(tag, match.Groups["value"].Value));
            rest = rest[match.Length..];
        }

        return clauses;
    }

    public bool Holds(string name, OrderedDictionary<string, string> tags) =>
        Tag is null ? name == Value : tags.GetValueOrDefault(Tag) == Value;

    [GeneratedRegex("""^\s*(name|tags\.`(?<tag>[^`]+)`)\s*=\s*('(?<value>[^']*)'|"(?<value>[^"]*)")\s*(AND\s|$)""")]
    private static partial Regex Next();
}
