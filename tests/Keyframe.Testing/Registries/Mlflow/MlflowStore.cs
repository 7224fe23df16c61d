using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Keyframe.Testing.Registries.Mlflow;

/// <summary>The model registry of one workspace.</summary>
/// <param name="clock">Milliseconds that never repeat.</param>
internal sealed class MlflowStore(Func<long> clock)
{
    private readonly SortedDictionary<string, StoredModel> _models = new(StringComparer.Ordinal);

    /// <summary>The names that the caller may not read.</summary>
    public HashSet<string> Forbidden { get; } = [];

    public StoredModel Find(string name) => _models.GetValueOrDefault(name) ?? throw MlflowRefusal.MissingModel(name);

    public StoredModel Create(string name, JsonObject body)
    {
        if (name.Contains('/', StringComparison.Ordinal) || name.Contains(':', StringComparison.Ordinal))
        {
            throw MlflowRefusal.Invalid($"Invalid model name '{name}'. Names cannot contain '/' or ':'.");
        }

        if (_models.ContainsKey(name))
        {
            throw new MlflowRefusal(400, "RESOURCE_ALREADY_EXISTS", $"Prompt (name={name}) already exists.");
        }

        var model = new StoredModel(name, clock()) { Description = (string?)body["description"] };
        MlflowWire.ReadTags(body, model.Tags);
        return _models[name] = model;
    }

    public StoredVersion CreateVersion(string name, string source, JsonObject body)
    {
        var version = new StoredVersion(_models.GetValueOrDefault(name)?.Versions.Count + 1 ?? 1, clock())
        {
            Source = source,
            Description = (string?)body["description"] ?? "",
        };
        MlflowWire.ReadTags(body, version.Tags);
        if (source == "prompt-template" && !version.Tags.ContainsKey(StoredModel.IsPromptTag))
        {
            throw MlflowRefusal.Invalid("Invalid model version source: 'prompt-template'. …");
        }

        StoredModel model = Find(name);
        model.Versions.Add(version);
        model.Updated = version.Created;
        return version;
    }

    public StoredModel Rename(string name, string newName)
    {
        StoredModel model = Find(name);
        _models.Remove(name);
        model.Name = newName;
        model.Updated = clock();
        model.Versions.ForEach(version => version.Updated = model.Updated);
        return _models[newName] = model;
    }

    public void Delete(string name)
    {
        Find(name);
        _models.Remove(name);
    }

    public StoredVersion ByAlias(string name, string alias)
    {
        StoredModel model = Find(name);
        if (string.Equals(alias, "latest", StringComparison.OrdinalIgnoreCase))
        {
            return model.Latest ?? throw MlflowRefusal.Missing($"Latest version not found for model {name}.");
        }

        return model.Aliases.TryGetValue(alias, out int version)
            ? model.Find(version.ToString(CultureInfo.InvariantCulture))
            : throw MlflowRefusal.Invalid($"Registered model alias {alias} not found.");
    }

    public void SetAlias(string name, string alias, string version)
    {
        if (string.Equals(alias, "latest", StringComparison.OrdinalIgnoreCase))
        {
            throw MlflowRefusal.Invalid("'latest' alias name (case insensitive) is reserved.");
        }

        if (alias[0] is 'v' or 'V' && alias.Length > 1 && alias.Skip(1).All(char.IsAsciiDigit))
        {
            throw MlflowRefusal.Invalid($"Version alias name '{alias}' is reserved.");
        }

        if (!alias.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-'))
        {
            throw MlflowRefusal.Invalid($"Invalid alias name: '{alias}'. Names may only contain alphanumerics, …");
        }

        StoredModel model = Find(name);
        model.Aliases[alias] = model.Find(version).Number;
    }

    public JsonObject Search(string? filter, string? maxResults, string? token, int largest)
    {
        var clauses = MlflowClause.Parse(filter);
        bool wantsPrompts = clauses.Any(clause => clause is { Tag: StoredModel.IsPromptTag, Value: "true" });
        return Page("registered_models", maxResults, token, largest, _models.Values
            .Where(model => !Forbidden.Contains(model.Name) && model.IsPrompt == wantsPrompts)
            .Where(model => clauses.All(clause => clause.Holds(model.Name, model.Tags)))
            .Select(model => model.ToJson()));
    }

    public JsonObject SearchVersions(string? filter, string? maxResults, string? token, int largest, bool isNewestFirst)
    {
        var clauses = MlflowClause.Parse(filter);
        bool wantsPrompts = clauses.Any(clause => clause is { Tag: StoredModel.IsPromptTag, Value: "true" });
        var found =
            from model in _models.Values
            where !Forbidden.Contains(model.Name)
            where wantsPrompts || !model.Versions.Any(version => version.Tags.ContainsKey(StoredModel.IsPromptTag))
            from version in model.Versions
            where !version.IsDeleted && clauses.All(clause => clause.Holds(model.Name, version.Tags))
            orderby isNewestFirst ? -version.Number : -version.Updated, model.Name, -version.Number
            select version.ToJson(model.Name);
        return Page("model_versions", maxResults, token, largest, found);
    }

    private static JsonObject Page(string property, string? maxResults, string? token, int largest, IEnumerable<JsonObject> all)
    {
        int size = maxResults is null ? 100 : int.Parse(maxResults, CultureInfo.InvariantCulture);
        if (size > largest)
        {
            throw MlflowRefusal.Invalid($"Invalid value \"{size}\" for parameter 'max_results' supplied: …");
        }

        int offset = token is null ? 0 : OffsetOf(token);
        var rest = all.Skip(offset).ToList();
        var json = new JsonObject();
        MlflowWire.AddSome(json, property, rest.Take(size));
        if (rest.Count > size)
        {
            json["next_page_token"] = Convert.ToBase64String(
                Encoding.UTF8.GetBytes(FormattableString.Invariant($$"""{"offset": {{offset + size}}}""")));
        }

        return json;
    }

    private static int OffsetOf(string token)
    {
        try
        {
            return (int)JsonNode.Parse(Convert.FromBase64String(token))!["offset"]!;
        }
        catch (Exception exception) when (exception is FormatException or System.Text.Json.JsonException)
        {
            throw MlflowRefusal.Invalid("Invalid page token, decoded value=…");
        }
    }
}
