using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Keyframe.Api.Json;

namespace Keyframe.Api.Tests.Json;

/// <summary>The JSON contract of the custom resources, to be walked by tests.</summary>
internal static class Contract
{
    /// <summary>The contracts of the three kinds.</summary>
    public static IReadOnlyList<JsonTypeInfo> Kinds =>
    [
        KeyframeJsonContext.Default.PromptVersion,
        KeyframeJsonContext.Default.PromptRegistry,
        KeyframeJsonContext.Default.GenAIAppSnapshot,
        KeyframeJsonContext.Default.GenAIDeployment,
    ];

    /// <summary>Every object type of Keyframe's own that the kinds reach, themselves included.</summary>
    public static IReadOnlyCollection<JsonTypeInfo> Types()
    {
        Dictionary<Type, JsonTypeInfo> found = [];
        foreach (JsonTypeInfo kind in Kinds)
        {
            Collect(kind, found);
        }

        return found.Values;
    }

    /// <summary>The members of Keyframe's own types that a document sets, as <c>Type.member</c>.</summary>
    public static IEnumerable<string> MembersSet(JsonNode? document, JsonTypeInfo type)
    {
        if (document is JsonArray list)
        {
            return type.ElementType is { } element ? list.SelectMany(item => MembersSet(item, InfoOf(element))) : [];
        }

        return document is JsonObject node && IsOurs(type)
            ? from property in type.Properties
              where node.ContainsKey(property.Name)
              from member in MembersSet(node[property.Name], InfoOf(property.PropertyType)).Prepend(NameOf(type, property))
              select member
            : [];
    }

    /// <summary><c>Type.member</c>.</summary>
    public static string NameOf(JsonTypeInfo type, JsonPropertyInfo property) => $"{type.Type.Name}.{property.Name}";

    private static void Collect(JsonTypeInfo type, Dictionary<Type, JsonTypeInfo> found)
    {
        if (type.ElementType is { } element)
        {
            Collect(InfoOf(element), found);
        }
        else if (IsOurs(type) && found.TryAdd(type.Type, type))
        {
            foreach (JsonPropertyInfo property in type.Properties)
            {
                Collect(InfoOf(property.PropertyType), found);
            }
        }
    }

    private static bool IsOurs(JsonTypeInfo type) =>
        type.Kind == JsonTypeInfoKind.Object && type.Type.Assembly == typeof(KeyframeJsonContext).Assembly;

    private static JsonTypeInfo InfoOf(Type type) => KeyframeJsonContext.Default.Options.GetTypeInfo(type);
}
