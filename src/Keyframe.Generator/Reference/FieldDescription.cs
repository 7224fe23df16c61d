using Keyframe.Generator.Schemas;

namespace Keyframe.Generator.Reference;

/// <summary>Says in words what a schema allows.</summary>
internal static class FieldDescription
{
    /// <summary>The type, such as <c>list of string</c>.</summary>
    /// <param name="node">The schema.</param>
    public static string Type(SchemaNode node) => node switch
    {
        { Items: { } items } => $"list of {Type(items)}",
        { Values: { } values } => $"map of {Type(values)}",
        { Type: SchemaType.Any } => "any JSON",
        { Format: "date-time" } => "time",
        _ => node.Type.ToString().ToLowerInvariant(),
    };

    /// <summary>What values are allowed: size, spelling, key; empty where everything is.</summary>
    /// <param name="node">The schema.</param>
    public static string Bounds(SchemaNode node)
    {
        List<string> bounds = [];
        if (node.Enum.Count > 0)
        {
            bounds.Add(string.Join(", ", node.Enum.Select(member => MarkdownTable.Code(member.Name))));
        }

        if (Range(node) is { } range)
        {
            bounds.Add(range);
        }

        if (node.Pattern is not null)
        {
            bounds.Add(MarkdownTable.Code(node.Pattern));
        }

        if (node.ListMapKey is not null)
        {
            bounds.Add($"unique by {MarkdownTable.Code(node.ListMapKey)}");
        }

        if ((node.Items ?? node.Values) is { Properties.Count: 0 } inner && Bounds(inner) is { Length: > 0 } each)
        {
            bounds.Add($"each {each}");
        }

        return string.Join("; ", bounds);
    }

    private static string? Range(SchemaNode node)
    {
        string unit = node.Type switch
        {
            SchemaType.String => " characters",
            SchemaType.Array => " items",
            SchemaType.Object => " entries",
            _ => "",
        };
        return (node.Minimum, node.Maximum) switch
        {
            (null, null) => null,
            (null, { } maximum) => $"at most {Number(maximum)}{unit}",
            ({ } minimum, null) => $"at least {Number(minimum)}{unit}",
            ({ } minimum, { } maximum) when minimum == maximum => $"{Number(minimum)}{unit}",
            ({ } minimum, { } maximum) => $"{Number(minimum)} to {Number(maximum)}{unit}",
        };
    }

    private static string Number(long value) => value.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
}
