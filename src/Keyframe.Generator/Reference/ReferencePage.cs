using System.Text;
using Keyframe.Api.Naming;
using Keyframe.Generator.Resources;
using Keyframe.Generator.Schemas;

namespace Keyframe.Generator.Reference;

/// <summary>Writes the reference of all kinds for people, as one page of Markdown.</summary>
/// <param name="resources">The kinds.</param>
/// <param name="conditionTypes">The types of conditions.</param>
/// <param name="reasons">The reasons of conditions and events.</param>
internal sealed class ReferencePage(
    IReadOnlyList<CustomResource> resources,
    IReadOnlyList<VocabularyEntry> conditionTypes,
    IReadOnlyList<VocabularyEntry> reasons)
{
    // The same in every kind, so it is described once.
    private const string Conditions = "status.conditions";

    private readonly StringBuilder text = new();

    /// <summary>The page.</summary>
    public string Write()
    {
        text.Clear();
        text.Append("# API reference\n\n");
        text.Append($"Everything is in `{ApiGroup.ApiVersion}` and namespaced. ");
        text.Append("`kubectl get keyframe` lists all kinds; `kubectl explain` says the same as this page.\n\n");
        text.Append("A field that is not marked as required may be left out. ");
        text.Append("Text is measured in characters (Unicode code points). ");
        text.Append("Objects that break a bound or a rule are refused by the API server; ");
        text.Append("before Kubernetes 1.25 rules are checked by the operator alone.\n\n");
        foreach (CustomResource resource in resources)
        {
            AppendKind(resource);
        }

        AppendConditions();
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private void AppendKind(CustomResource resource)
    {
        text.Append($"## {resource.Names.Kind}\n\n{MarkdownTable.Text(resource.Schema.Description)}\n\n");
        text.Append($"Resource `{resource.Names.Plural}.{ApiGroup.Name}`");
        text.Append(resource.Names.ShortNames.Length == 0
            ? ".\n\n"
            : $", short {string.Join(", ", resource.Names.ShortNames.Select(MarkdownTable.Code))}.\n\n");
        foreach (SchemaProperty part in resource.Schema.Properties.Where(property => property.Name is "spec" or "status"))
        {
            text.AppendTable(["Field", "Type", "Default", "Bounds", "Description"], Rows(part.Name, part));
        }

        string[] rules = [.. Rules("", resource.Schema)];
        if (rules.Length > 0)
        {
            text.Append("Rules:\n\n").AppendJoin("", rules).Append('\n');
        }
    }

    private void AppendConditions()
    {
        text.Append("## Conditions\n\nEvery kind has `status.conditions`, unique by `type`:\n\n");
        SchemaNode condition = resources[0].Field("status").Properties
            .Single(property => property.Name == "conditions").Schema.Items!;
        text.AppendTable(
            ["Field", "Type", "Default", "Bounds", "Description"],
            condition.Properties.SelectMany(property => Rows(property.Name, property)));
        text.Append("### Types\n\n").AppendTable(["Type", "Meaning"], conditionTypes.Select(Row));
        text.Append("### Reasons\n\n");
        text.Append("A closed list, also for events. The spelling is part of the API.\n\n");
        text.AppendTable(["Reason", "Meaning"], reasons.Select(Row));
    }

    private static IReadOnlyList<string> Row(VocabularyEntry entry) =>
        [MarkdownTable.Code(entry.Word), MarkdownTable.Text(entry.Summary)];

    private static IEnumerable<IReadOnlyList<string>> Rows(string path, SchemaProperty property)
    {
        SchemaNode node = property.Schema;
        bool isConditions = path == Conditions;
        yield return
        [
            MarkdownTable.Code(path),
            FieldDescription.Type(node) + (property.Required ? ", required" : ""),
            MarkdownTable.Code(node.Default?.ToJsonString()),
            FieldDescription.Bounds(node),
            MarkdownTable.Text(node.Description) + (isConditions ? " See [Conditions](#conditions)." : ""),
        ];
        (SchemaNode inner, string innerPath) = node switch
        {
            { Items: { } items } => (items, $"{path}[]"),
            { Values: { } values } => (values, $"{path}.*"),
            _ => (node, path),
        };
        foreach (IReadOnlyList<string> row in isConditions
            ? []
            : inner.Properties.SelectMany(child => Rows($"{innerPath}.{child.Name}", child)))
        {
            yield return row;
        }
    }

    private static IEnumerable<string> Rules(string path, SchemaNode node)
    {
        string subject = path.Length == 0 ? "" : $"`{path}`: ";
        IEnumerable<string> below = node switch
        {
            { Items: { } items } => Rules($"{path}[]", items),
            { Values: { } values } => Rules($"{path}.*", values),
            _ => node.Properties.SelectMany(property =>
                Rules(path.Length == 0 ? property.Name : $"{path}.{property.Name}", property.Schema)),
        };
        return node.Rules.Select(rule => $"- {subject}{MarkdownTable.Text(rule.Message)}\n").Concat(below);
    }
}
