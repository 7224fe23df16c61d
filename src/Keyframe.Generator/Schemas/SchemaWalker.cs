using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Keyframe.Api.Schema;
using Keyframe.Generator.Documentation;

namespace Keyframe.Generator.Schemas;

/// <summary>
/// Makes structural schemas of the types of a JSON contract. Names, their order, spelling of enums and element types come from
/// the contract that reads and writes the objects, so that schema and code cannot drift apart; descriptions come from XML docs,
/// the rest from the attributes of <c>Keyframe.Api.Schema</c>. Everything is inlined: structural schemas know no references.
/// </summary>
/// <param name="contract">Options whose resolver knows every type that is reached.</param>
/// <param name="documentation">The XML docs of these types.</param>
internal sealed class SchemaWalker(JsonSerializerOptions contract, XmlDocumentation documentation)
{
    private static readonly Dictionary<Type, SchemaNode> Scalars = new()
    {
        [typeof(string)] = new() { Type = SchemaType.String },
        [typeof(bool)] = new() { Type = SchemaType.Boolean },
        [typeof(int)] = new() { Type = SchemaType.Integer, Format = "int32" },
        [typeof(long)] = new() { Type = SchemaType.Integer, Format = "int64" },
        [typeof(double)] = new() { Type = SchemaType.Number, Format = "double" },
        [typeof(DateTimeOffset)] = new() { Type = SchemaType.String, Format = "date-time" },
        [typeof(JsonElement)] = new() { Type = SchemaType.Any },
    };

    private static readonly Dictionary<string, SchemaNode> NoStandard = [];

    /// <summary>The schema of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="name">The first word of the paths in messages.</param>
    /// <param name="standard">Schemas of the type's own properties that are not to be walked, by JSON name.</param>
    /// <exception cref="SchemaException">Something that is reached cannot be part of a structural schema.</exception>
    public SchemaNode Walk(Type type, string name, IReadOnlyDictionary<string, SchemaNode>? standard = null)
    {
        SchemaPlace place = SchemaPlace.Root(name);
        JsonTypeInfo info = Contract(type, place);
        return info.Kind == JsonTypeInfoKind.Object ? Object(info, place, standard ?? NoStandard) : Value(type, place);
    }

    private SchemaNode Value(Type declared, SchemaPlace place)
    {
        Type type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (Scalars.TryGetValue(type, out SchemaNode? scalar))
        {
            return scalar;
        }

        JsonTypeInfo info = Contract(type, place);
        return type.IsEnum ? Enumeration(info, place) : info.Kind switch
        {
            JsonTypeInfoKind.Object => Object(info, place, NoStandard),
            JsonTypeInfoKind.Enumerable =>
                new SchemaNode { Type = SchemaType.Array, Items = Value(info.ElementType!, place.Items()) },
            JsonTypeInfoKind.Dictionary => Map(info, place),
            _ => throw place.Fault($"{type.Name} has no counterpart in a structural schema"),
        };
    }

    private SchemaNode Object(JsonTypeInfo info, SchemaPlace place, IReadOnlyDictionary<string, SchemaNode> standard)
    {
        SchemaPlace inside = place.Inside(info.Type);
        return new SchemaNode
        {
            Type = SchemaType.Object,
            Description = documentation.Summary(info.Type) ?? throw place.Fault($"{info.Type.Name} has no <summary>"),
            Rules = Rules(info.Type),
            Properties = [.. info.Properties.Where(IsWire).Select(property =>
                standard.TryGetValue(property.Name, out SchemaNode? known)
                    ? new SchemaProperty(property.Name, known, Required: false)
                    : Property(property, inside.Property(property.Name)))],
        };
    }

    // The contract lists members with [JsonIgnore] too, but can neither read nor write them.
    private static bool IsWire(JsonPropertyInfo property) => property.Get is not null || property.Set is not null;

    private SchemaNode Map(JsonTypeInfo info, SchemaPlace place) => info.KeyType == typeof(string)
        ? new SchemaNode { Type = SchemaType.Object, Values = Value(info.ElementType!, place.Values()) }
        : throw place.Fault($"a map's keys must be strings, not {info.KeyType?.Name}");

    private SchemaNode Enumeration(JsonTypeInfo info, SchemaPlace place)
    {
        EnumMember[] members = [.. info.Type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => new EnumMember(
            JsonSerializer.SerializeToNode(field.GetValue(null), info) is JsonValue value && value.TryGetValue(out string? name)
                ? name
                : throw place.Fault($"{info.Type.Name} is written as a number: use the string enum converter"),
            documentation.Summary(field) ?? throw place.Fault($"{info.Type.Name}.{field.Name} has no <summary>")))];
        return new SchemaNode { Type = SchemaType.String, Enum = members, Description = documentation.Summary(info.Type) };
    }

    private SchemaProperty Property(JsonPropertyInfo property, SchemaPlace place)
    {
        if (property.IsExtensionData)
        {
            throw place.Fault("extension data would accept undeclared fields: declare a map of JsonElement");
        }

        MemberInfo member = property.AttributeProvider as MemberInfo
            ?? throw place.Fault("the contract does not name its C# member");
        string summary = documentation.Summary(member)
            ?? throw place.Fault($"{member.DeclaringType?.Name}.{member.Name} has no <summary>");
        SchemaNode value = Value(property.PropertyType, place);
        value = value with { Description = WithMembers(summary, value.Enum), Rules = [.. value.Rules, .. Rules(member)] };
        value = SchemaAttributes.Apply(value, member, place);
        if (member.GetCustomAttribute<DefaultAttribute>() is { } @default)
        {
            value = value with { Default = Default(@default.Json, property.PropertyType, place) };
        }

        // A contract that refuses to read objects without the property must not be more lenient at the API server.
        return new SchemaProperty(property.Name, value, member.IsDefined(typeof(RequiredAttribute)) || property.IsRequired);
    }

    private static ValidationRule[] Rules(MemberInfo member) =>
        [.. member.GetCustomAttributes<CelRuleAttribute>().Select(rule => new ValidationRule(rule.Rule, rule.Message))];

    private static string WithMembers(string summary, IReadOnlyList<EnumMember> members) => members.Count < 2
        ? summary
        : string.Join('\n', [summary, .. members.Select(member => $"{member.Name}: {member.Summary}")]);

    private JsonNode Default(string json, Type type, SchemaPlace place)
    {
        try
        {
            JsonSerializer.Deserialize(json, Contract(type, place));
            return JsonNode.Parse(json) ?? throw place.Fault("a default of null says nothing: leave it out");
        }
        catch (JsonException exception)
        {
            throw place.Fault($"the default {json} does not fit {type.Name}: {exception.Message}");
        }
    }

    private JsonTypeInfo Contract(Type type, SchemaPlace place) => contract.TryGetTypeInfo(type, out JsonTypeInfo? info)
        ? info
        : throw place.Fault($"{type.Name} is not in the JSON contract: add [JsonSerializable(typeof({type.Name}))]");
}
