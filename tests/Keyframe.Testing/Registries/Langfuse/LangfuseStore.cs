using System.Text.Json.Nodes;

namespace Keyframe.Testing.Registries.Langfuse;

/// <summary>The prompts of one project.</summary>
/// <param name="clock">A time that never repeats.</param>
internal sealed class LangfuseStore(Func<DateTimeOffset> clock)
{
    private const string Latest = "latest";

    private const string Production = "production";

    private readonly List<StoredPrompt> _rows = [];

    public JsonObject Get(string name, int? version, string? label, bool resolve)
    {
        if (version is not null && label is not null)
        {
            throw LangfuseRefusal.Invalid("Cannot specify both version and label");
        }

        string wanted = label ?? Production;
        StoredPrompt row = _rows.FirstOrDefault(
                row => row.Name == name && (version is null ? row.Labels.Contains(wanted) : row.Version == version))
            ?? throw LangfuseRefusal.NotFound(
                $"Prompt not found: '{name}' with {(version is null ? $"label '{wanted}'" : $"version {version}")}");
        JsonObject json = row.ToJson();
        (json["prompt"], JsonNode? graph) = resolve ? new PromptComposition(_rows).Resolve(row) : (row.Prompt?.DeepClone(), null);
        json["isActive"] = row.Labels.Contains(Production);
        json["resolutionGraph"] = graph;
        return json;
    }

    public JsonObject Create(JsonObject body)
    {
        string name = (string)body["name"]!;
        int newest = _rows.Where(row => row.Name == name).Max(row => (int?)row.Version) ?? 0;
        var row = new StoredPrompt(name, newest + 1, body, clock());
        _rows.Add(row);
        SetLabels(row, [.. (body["labels"] as JsonArray ?? []).Select(label => (string)label!), Latest]);
        return row.ToJson();
    }

    public JsonObject Label(string name, int version, IReadOnlyList<string> labels)
    {
        if (labels.Contains(Latest))
        {
            throw LangfuseRefusal.Invalid("Label 'latest' is always assigned to the latest prompt version");
        }

        StoredPrompt row = _rows.FirstOrDefault(row => row.Name == name && row.Version == version)
            ?? throw LangfuseRefusal.NotFound($"Prompt '{name}' version {version} not found in project");
        SetLabels(row, labels);
        return row.ToJson();
    }

    public void Delete(string name, int? version, string? label)
    {
        var gone = _rows.Where(row => row.Name == name
            && (version is null || row.Version == version) && (label is null || row.Labels.Contains(label))).ToList();
        if (gone.Count == 0)
        {
            throw LangfuseRefusal.NotFound("Prompt not found");
        }

        _rows.RemoveAll(gone.Contains);
        StoredPrompt? newest = _rows.Where(row => row.Name == name).MaxBy(row => row.Version);
        if (newest is not null && gone.Any(row => row.Labels.Contains(Latest)))
        {
            SetLabels(newest, [Latest]);
        }
    }

    /// <summary>Deletes a prompt although others refer to it, which the API refuses and a database does not.</summary>
    public void Drop(string name) => _rows.RemoveAll(row => row.Name == name);

    public JsonObject List(string? name, string? label, int page, int limit, DateTimeOffset? from)
    {
        if (page < 1 || limit is < 1 or > 100)
        {
            throw LangfuseRefusal.Invalid("Invalid request data");
        }

        // Conditions are on rows, as in the server's query: a version that is filtered out is missing from its prompt's versions.
        var groups = _rows
            .Where(row => (name is null || row.Name == name) && (label is null || row.Labels.Contains(label)))
            .Where(row => from is null || row.Updated >= from)
            .GroupBy(row => row.Name)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToList();
        var meta = new JsonObject
        {
            ["page"] = page,
            ["limit"] = limit,
            ["totalPages"] = (groups.Count + limit - 1) / limit,
            ["totalItems"] = groups.Count,
        };
        return new JsonObject
        {
            ["data"] = new JsonArray([.. groups.Skip((page - 1) * limit).Take(limit).Select(Listing)]),
            ["meta"] = meta,
            ["pagination"] = meta.DeepClone(),
        };
    }

    private static JsonNode Listing(IGrouping<string, StoredPrompt> group)
    {
        StoredPrompt latest = group.MaxBy(row => row.Version)!;
        return new JsonObject
        {
            ["name"] = group.Key,
            ["tags"] = StoredPrompt.Array(latest.Tags),
            ["lastUpdatedAt"] = StoredPrompt.Text(group.Max(row => row.Updated)),
            ["versions"] = new JsonArray([.. group.OrderBy(row => row.Version).Select(row => JsonValue.Create(row.Version))]),
            ["labels"] = StoredPrompt.Array(group.SelectMany(row => row.Labels).Distinct().Order(StringComparer.Ordinal)),
            ["type"] = latest.Type,
            ["lastConfig"] = latest.Config?.DeepClone(),
        };
    }

    /// <summary>A label stands on one version of a prompt; what loses it is updated, too.</summary>
    private void SetLabels(StoredPrompt target, IReadOnlyList<string> labels)
    {
        DateTimeOffset now = clock();
        foreach (StoredPrompt row in _rows.Where(row => row.Name == target.Name && row != target))
        {
            if (row.Labels.RemoveAll(labels.Contains) > 0)
            {
                row.Updated = now;
            }
        }

        target.Labels.AddRange(labels.Except(target.Labels).ToList());
        target.Updated = now;
    }
}
