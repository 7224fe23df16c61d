using System.Reflection;
using Keyframe.Api.Schema;

namespace Keyframe.Generator.Schemas;

/// <summary>Carries the attributes that shape a property's value into its schema.</summary>
internal static class SchemaAttributes
{
    /// <summary>The schema with the bounds, the pattern and the list type that the member declares.</summary>
    /// <param name="value">The schema of the member's type.</param>
    /// <param name="member">The C# member.</param>
    /// <param name="place">Where it stands.</param>
    /// <exception cref="SchemaException">An attribute does not suit the type.</exception>
    public static SchemaNode Apply(SchemaNode value, MemberInfo member, SchemaPlace place)
    {
        if (member.GetCustomAttribute<BoundsAttribute>() is { } bounds)
        {
            value = Bounded(value, bounds, place);
        }

        if (member.GetCustomAttribute<PatternAttribute>() is { } pattern)
        {
            value = value.Type == SchemaType.String && value.Enum.Count == 0
                ? value with { Pattern = pattern.Expression }
                : throw place.Fault("[Pattern] is for strings");
        }

        if (member.GetCustomAttribute<ListMapAttribute>() is { } list)
        {
            value = Keyed(value, list.Key, place);
        }

        return value;
    }

    private static SchemaNode Bounded(SchemaNode value, BoundsAttribute bounds, SchemaPlace place)
    {
        bool isNumber = value.Type is SchemaType.Integer or SchemaType.Number;
        bool isText = value.Type == SchemaType.String && value.Enum.Count == 0 && value.Format is null;
        bool isCollection = value.Type == SchemaType.Array || value.Values is not null;
        if (!isNumber && !isText && !isCollection)
        {
            throw place.Fault("[Bounds] is for strings, numbers, lists and maps");
        }

        if (bounds.Minimum > bounds.Maximum || (!isNumber && bounds.Minimum < 0))
        {
            throw place.Fault($"[Bounds({bounds.Minimum}, {bounds.Maximum})] leaves no value");
        }

        SchemaNode bounded = value with
        {
            // Nothing is shorter than 0, so saying it is noise; but numbers do go below it.
            Minimum = bounds.Minimum == 0 && !isNumber ? null : bounds.Minimum,
            Maximum = bounds.Maximum,
        };
        return bounds.MaximumValueLength == 0 ? bounded : WithValueLength(bounded, bounds.MaximumValueLength, place);
    }

    private static SchemaNode WithValueLength(SchemaNode node, long maximum, SchemaPlace place) => node switch
    {
        { Items: { Type: SchemaType.String, Enum.Count: 0 } items } => node with { Items = items with { Maximum = maximum } },
        { Values: { Type: SchemaType.String, Enum.Count: 0 } values } => node with { Values = values with { Maximum = maximum } },
        _ => throw place.Fault("MaximumValueLength is for lists and maps of strings"),
    };

    private static SchemaNode Keyed(SchemaNode value, string key, SchemaPlace place)
    {
        if (value.Items is not { Type: SchemaType.Object, Values: null } items)
        {
            throw place.Fault("[ListMap] is for lists of objects");
        }

        SchemaProperty property = items.Properties.FirstOrDefault(candidate => candidate.Name == key)
            ?? throw place.Fault($"[ListMap(\"{key}\")] names no property of the items");
        if (!property.Required)
        {
            throw place.Fault($"the list-map key {key} must be [Required], or the API server refuses the CRD");
        }

        if (property.Schema.Type is not (SchemaType.String or SchemaType.Integer or SchemaType.Number or SchemaType.Boolean))
        {
            throw place.Fault($"the list-map key {key} must be a scalar");
        }

        return value with { ListMapKey = key };
    }
}
