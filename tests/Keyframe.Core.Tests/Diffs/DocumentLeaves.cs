using System.Text.Json;
using System.Text.Json.Nodes;
using Keyframe.Core.Diffs;
using Keyframe.Core.Snapshots;

namespace Keyframe.Core.Tests.Diffs;

/// <summary>The leaves of a document, and what a diff has to say of each when it alone is another one.</summary>
internal static class DocumentLeaves
{
    /// <summary>The paths of all leaves: plain values, and empty maps and lists.</summary>
    public static IReadOnlyList<object[]> Of(StoredSnapshot stored)
    {
        var leaves = new List<object[]>();
        Collect(JsonNode.Parse(stored.Content.Span), [], leaves);
        return leaves;
    }

    /// <summary>The document with another value at a path.</summary>
    public static byte[] Change(StoredSnapshot stored, object[] path)
    {
        var root = JsonNode.Parse(stored.Content.Span)!;
        var parent = Find(root, path[..^1]);
        var other = Other(Find(root, path));
        if (path[^1] is int index)
        {
            parent!.AsArray()[index] = other;
        }
        else
        {
            parent!.AsObject()[(string)path[^1]] = other;
        }

        return Json.CanonicalBytes(root.ToJsonString());
    }

    /// <summary>Where a diff tells of it: part, name before the change, and path.</summary>
    public static (DiffPart Part, string? Name, string Path) Expected(StoredSnapshot stored, object[] path)
    {
        var root = JsonNode.Parse(stored.Content.Span)!;
        return path switch
        {
            ["app"] => (DiffPart.App, null, ""),
            ["version"] => (DiffPart.Version, null, ""),
            ["model", ..] => (DiffPart.Model, null, Pointer(root["model"], path[1..])),
            ["settings", ..] => (DiffPart.Settings, null, Pointer(root["settings"], path[1..])),
            ["code", ..] => (DiffPart.Code, null, Pointer(root["code"], path[1..])),
            ["prompts", string name, ..] => (DiffPart.Prompt, name, Pointer(root["prompts"]![name], path[2..])),
            [string list, int index, ..] => (
                list switch
                {
                    "retrieval" => DiffPart.Retrieval,
                    "rerankers" => DiffPart.Reranker,
                    "tools" => DiffPart.Tool,
                    _ => DiffPart.Guardrail,
                },
                root[list]![index]!["name"]!.GetValue<string>(),
                Pointer(root[list]![index], path[2..])),
            _ => throw new ArgumentException("No such part.", nameof(path)),
        };
    }

    private static void Collect(JsonNode? node, object[] path, List<object[]> leaves)
    {
        if (node is JsonObject { Count: > 0 } map)
        {
            map.ToList().ForEach(member => Collect(member.Value, [.. path, member.Key], leaves));
        }
        else if (node is JsonArray { Count: > 0 } list)
        {
            list.Index().ToList().ForEach(item => Collect(item.Item, [.. path, item.Index], leaves));
        }
        else
        {
            leaves.Add(path);
        }
    }

    private static JsonNode? Find(JsonNode? root, object[] path) =>
        path.Aggregate(root, (node, step) => step is int index ? node![index] : node![(string)step]);

    private static JsonNode Other(JsonNode? leaf) => leaf switch
    {
        null => JsonValue.Create(0),
        JsonObject => new JsonObject { ["new"] = 1 },
        JsonArray => new JsonArray(1),
        _ => leaf.GetValueKind() switch
        {
            JsonValueKind.String => JsonValue.Create($"{leaf.GetValue<string>()}-other"),
            JsonValueKind.Number => JsonValue.Create(leaf.GetValue<double>() == 1 ? 2 : 1),
            var kind => JsonValue.Create(kind != JsonValueKind.True),
        },
    };

    /// <summary>
    /// The pointer of a leaf. A list of plain values is one leaf; a map that was empty is told by its new member.
    /// </summary>
    private static string Pointer(JsonNode? node, object[] path)
    {
        string pointer = "";
        foreach (object step in path)
        {
            if (step is int index)
            {
                var list = node!.AsArray();
                if (list.All(item => item is null or JsonValue))
                {
                    return pointer;
                }

                (pointer, node) = ($"{pointer}/{index}", list[index]);
            }
            else
            {
                string name = (string)step;
                string escaped = name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
                (pointer, node) = ($"{pointer}/{escaped}", node![name]);
            }
        }

        return node is JsonObject ? $"{pointer}/new" : pointer;
    }
}
