using System.Text.RegularExpressions;

namespace Keyframe.Generator.Schemas;

/// <summary>
/// Finds CEL rules that an API server would refuse for their estimated cost, and names the field that lacks a bound, where the
/// server only says that the budget is exceeded.
/// </summary>
/// <remarks>
/// <para>A rule reaches what its expression selects from <c>self</c> and <c>oldSelf</c>, and all below it. Every string, list
/// and map there must be bounded, and so must every list and map around the rule, because it runs once for each item.
/// Free-form values are exempt, since CEL cannot look into them; so is metadata, whose sizes the server knows.</para>
/// <para><c>self == oldSelf</c> reaches nothing: the server estimates an equality by the declared size of the compared value
/// itself, not of what is below, and that stays within the budget even where only the size of a request limits it
/// (kube-apiserver 1.36 accepts it on objects, strings, lists and maps without any bound, and refuses it on the values of a
/// map of maps without bounds). So only what is around it must be bounded.</para>
/// <para>Transition rules must stand where the server can tell which old value belongs to which new one, so not inside an atomic
/// list (Kubernetes documentation, "Validation rules", transition rules).</para>
/// </remarks>
internal static partial class RuleCheck
{
    private const string Immutable = "self == oldSelf";

    /// <summary>Checks all rules of a schema.</summary>
    /// <param name="root">The schema.</param>
    /// <param name="name">The first word of the paths in messages.</param>
    /// <exception cref="SchemaException">A rule reaches or stands in something unbounded.</exception>
    public static void Run(SchemaNode root, string name) => Visit(root, new Site(name, null, null));

    private static void Visit(SchemaNode node, Site site)
    {
        foreach (ValidationRule rule in node.Rules)
        {
            CheckSite(rule, site);
            CheckReach(rule, node, site.Path);
        }

        foreach (SchemaProperty property in node.Properties)
        {
            Visit(property.Schema, site with { Path = $"{site.Path}.{property.Name}" });
        }

        if (node.Items is not null)
        {
            Visit(node.Items, site.Within(node, $"{site.Path}[]"));
        }

        if (node.Values is not null)
        {
            Visit(node.Values, site.Within(node, $"{site.Path}.*"));
        }
    }

    private static void CheckSite(ValidationRule rule, Site site)
    {
        if (site.Unbounded is not null)
        {
            throw new SchemaException(
                site.Unbounded, $"must be bounded, because the rule \"{rule.Expression}\" runs for each item");
        }

        if (site.Atomic is not null && OldValue().IsMatch(rule.Expression))
        {
            throw new SchemaException(
                site.Path, $"the rule \"{rule.Expression}\" uses oldSelf inside the atomic list {site.Atomic}");
        }
    }

    private static void CheckReach(ValidationRule rule, SchemaNode node, string path)
    {
        if (rule.Expression.Trim() == Immutable)
        {
            return;
        }

        foreach (Match selection in Selection().Matches(Literal().Replace(rule.Expression, "''")))
        {
            string[] names = [.. selection.Groups["name"].Captures.Select(capture => capture.Value)];
            (SchemaNode target, string targetPath) = Select(node, names, path, rule);
            CheckBounded(target, targetPath, rule, path);
        }
    }

    private static (SchemaNode Node, string Path) Select(SchemaNode node, string[] names, string path, ValidationRule rule)
    {
        foreach (string name in names)
        {
            // Nothing is declared below free-form values, the root's metadata and maps, whose entries are selected by key.
            if (node.Properties.Count == 0)
            {
                break;
            }

            path = $"{path}.{name}";
            node = node.Properties.FirstOrDefault(property => property.Name == name)?.Schema
                ?? throw new SchemaException(path, $"the rule \"{rule.Expression}\" selects a property that is not declared");
        }

        return (node, path);
    }

    private static void CheckBounded(SchemaNode node, string path, ValidationRule rule, string rulePath)
    {
        if (!node.IsBounded)
        {
            throw new SchemaException(path, $"must be bounded, because the rule \"{rule.Expression}\" of {rulePath} reaches it");
        }

        foreach (SchemaProperty property in node.Properties)
        {
            CheckBounded(property.Schema, $"{path}.{property.Name}", rule, rulePath);
        }

        if (node.Items is not null)
        {
            CheckBounded(node.Items, $"{path}[]", rule, rulePath);
        }

        if (node.Values is not null)
        {
            CheckBounded(node.Values, $"{path}.*", rule, rulePath);
        }
    }

    [GeneratedRegex(@"'(?:[^'\\]|\\.)*'|""(?:[^""\\]|\\.)*""")]
    private static partial Regex Literal();

    // "self.a.b" but not the function of "self.a.size()", nor the self of another name ("itself", "x.self").
    [GeneratedRegex(@"(?<![\w.])(?:self|oldSelf)\b(?:\.(?<name>[A-Za-z_]\w*)\b(?!\s*\())*")]
    private static partial Regex Selection();

    [GeneratedRegex(@"\boldSelf\b")]
    private static partial Regex OldValue();

    /// <summary>Where a node stands.</summary>
    /// <param name="Path">Its path.</param>
    /// <param name="Unbounded">The path of an unbounded list or map around it.</param>
    /// <param name="Atomic">The path of an atomic list around it.</param>
    private readonly record struct Site(string Path, string? Unbounded, string? Atomic)
    {
        public Site Within(SchemaNode container, string path) => new(
            path,
            Unbounded ?? (container.IsBounded ? null : Path),
            Atomic ?? (container is { Type: SchemaType.Array, ListMapKey: null } ? Path : null));
    }
}
