using System.Text.Json.Nodes;

namespace Keyframe.Testing.Registries.Mlflow;

/// <summary>A registered model with its versions.</summary>
internal sealed class StoredModel(string name, long created)
{
    public const string IsPromptTag = "mlflow.prompt.is_prompt";

    public string Name { get; set; } = name;

    public long Created { get; } = created;

    public long Updated { get; set; } = created;

    public string? Description { get; set; }

    public OrderedDictionary<string, string> Tags { get; } = [];

    /// <summary>The number of the version by alias; it may have been deleted.</summary>
    public SortedDictionary<string, int> Aliases { get; } = new(StringComparer.Ordinal);

    /// <summary>All versions that there ever were.</summary>
    public List<StoredVersion> Versions { get; } = [];

    public bool IsPrompt => Tags.GetValueOrDefault(IsPromptTag) == "true";

    public StoredVersion? Latest => Versions.LastOrDefault(version => !version.IsDeleted);

    public StoredVersion Find(string version)
    {
        if (!int.TryParse(version, out int number))
        {
            throw MlflowRefusal.Invalid($"Parameter 'version' must be an integer, got '{version}'.");
        }

        return Versions.FirstOrDefault(candidate => candidate.Number == number && !candidate.IsDeleted)
            ?? throw MlflowRefusal.MissingVersion(Name, version);
    }

    public JsonObject VersionJson(StoredVersion version) => version.ToJson(
        Name, Aliases.Where(alias => alias.Value == version.Number).Select(alias => alias.Key));

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["name"] = Name,
            ["creation_timestamp"] = Created,
            ["last_updated_timestamp"] = Updated,
        };
        if (Description is not null)
        {
            json["description"] = Description;
        }

        MlflowWire.AddSome(json, "latest_versions", Latest is { } latest ? [latest.ToJson(Name)] : []);
        MlflowWire.AddTags(json, Tags);
        MlflowWire.AddSome(json, "aliases", Aliases.Select(alias => new JsonObject
        {
            ["alias"] = alias.Key,
            ["version"] = FormattableString.Invariant($"{alias.Value}"),
        }));
        return json;
    }
}
