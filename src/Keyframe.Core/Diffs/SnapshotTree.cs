using System.Text.Json;
using Keyframe.Core.Snapshots;

namespace Keyframe.Core.Diffs;

/// <summary>A snapshot as the items that are compared, by part and name, each in canonical form.</summary>
internal sealed class SnapshotTree
{
    private readonly Dictionary<(DiffPart Part, string? Name), JsonElement> _items = [];

    public IReadOnlyDictionary<(DiffPart Part, string? Name), JsonElement> Items => _items;

    public static SnapshotTree Of(StoredSnapshot snapshot)
    {
        var tree = new SnapshotTree();
        foreach (var member in snapshot.Root.EnumerateObject())
        {
            switch (member.Name)
            {
                case "formatVersion":
                    break;
                case "prompts":
                    tree.AddMembers(DiffPart.Prompt, member.Value);
                    break;
                case "retrieval":
                    tree.AddNamed(DiffPart.Retrieval, member.Value);
                    break;
                case "rerankers":
                    tree.AddNamed(DiffPart.Reranker, member.Value);
                    break;
                case "tools":
                    tree.AddNamed(DiffPart.Tool, member.Value);
                    break;
                case "guardrails":
                    tree.AddNamed(DiffPart.Guardrail, member.Value);
                    break;
                default:
                    tree.AddPart(member);
                    break;
            }
        }

        return tree;
    }

    /// <summary>Adds an item. Of two with one name the first counts.</summary>
    public void Add(DiffPart part, string? name, JsonElement value) => _items.TryAdd((part, name), value);

    private void AddMembers(DiffPart part, JsonElement map)
    {
        foreach (var member in map.EnumerateObject())
        {
            Add(part, member.Name, member.Value);
        }
    }

    private void AddNamed(DiffPart part, JsonElement list)
    {
        // A part that is null is an absent one to every reader of the document.
        if (list.ValueKind == JsonValueKind.Array)
        {
            list.EnumerateArray().ToList().ForEach(item => Add(part, item.GetProperty("name").GetString(), item));
        }
    }

    private void AddPart(JsonProperty member)
    {
        DiffPart? part = member.Name switch
        {
            "app" => DiffPart.App,
            "version" => DiffPart.Version,
            "model" => DiffPart.Model,
            "settings" => DiffPart.Settings,
            "code" => DiffPart.Code,
            _ => null,
        };
        Add(part ?? DiffPart.Other, part is null ? member.Name : null, member.Value);
    }
}
