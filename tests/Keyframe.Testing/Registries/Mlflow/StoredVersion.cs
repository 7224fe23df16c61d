using System.Text.Json.Nodes;

namespace Keyframe.Testing.Registries.Mlflow;

/// <summary>A version of a registered model.</summary>
internal sealed class StoredVersion(int number, long created)
{
    public int Number => number;

    public long Created { get; } = created;

    public long Updated { get; set; } = created;

    public string Description { get; set; } = "";

    public string Source { get; set; } = "";

    public bool IsDeleted { get; set; }

    public OrderedDictionary<string, string> Tags { get; } = [];

    /// <summary>As the server answers it.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="aliases">Its aliases; null where the call leaves them out.</param>
    public JsonObject ToJson(string name, IEnumerable<string>? aliases = null)
    {
        var json = new JsonObject
        {
            ["name"] = name,
            ["version"] = FormattableString.Invariant($"{Number}"),
            ["creation_timestamp"] = Created,
            ["last_updated_timestamp"] = Updated,
            ["current_stage"] = "None",
            ["description"] = Description,
            ["source"] = Source,
            ["run_id"] = "",
            ["status"] = "READY",
        };
        MlflowWire.AddTags(json, Tags);
        json["run_link"] = "";
        if (aliases?.ToList() is { Count: > 0 } some)
        {
            json["aliases"] = new JsonArray([.. some.Select(alias => JsonValue.Create(alias))]);
        }

        return json;
    }
}
