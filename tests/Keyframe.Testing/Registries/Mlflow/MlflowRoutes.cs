using System.Text.Json.Nodes;
using Keyframe.Testing.Registries.Serving;

namespace Keyframe.Testing.Registries.Mlflow;

/// <summary>The calls of the REST API that prompts need, to read and to write.</summary>
/// <param name="store">The model registry.</param>
/// <param name="request">The request.</param>
/// <param name="clock">Milliseconds that never repeat.</param>
internal sealed class MlflowRoutes(MlflowStore store, ServedRequest request, Func<long> clock)
{
    private readonly JsonObject _body = request.Json() ?? [];

    private string Name => Needed("name");

    private StoredVersion Version => store.Find(Name).Find(Needed("version"));

    /// <summary>Answers.</summary>
    /// <param name="call">The path below <c>/api/2.0/mlflow/</c>.</param>
    /// <returns>The answer; null where there is no such call.</returns>
    public JsonObject? Answer(string call) => (request.Method, call) switch
    {
        ("POST", "registered-models/create") => Model(store.Create(Name, _body)),
        ("GET", "registered-models/get") => Model(store.Find(Name)),
        ("GET", "registered-models/search") => store.Search(
            request.Parameter("filter"), request.Parameter("max_results"), request.Parameter("page_token"), 1_000),
        ("POST", "registered-models/rename") => Model(store.Rename(Name, Needed("new_name"))),
        ("DELETE", "registered-models/delete") => Done(() => store.Delete(Name)),
        ("POST", "registered-models/set-tag") => Done(() => store.Find(Name).Tags[Needed("key")] = Needed("value")),
        ("DELETE", "registered-models/delete-tag") => Done(() => store.Find(Name).Tags.Remove(Needed("key"))),
        ("GET", "registered-models/alias") => ByAlias(Name, Needed("alias")),
        ("POST", "registered-models/alias") => Done(() => store.SetAlias(Name, Needed("alias"), Needed("version"))),
        ("DELETE", "registered-models/alias") => Done(() => store.Find(Name).Aliases.Remove(Needed("alias"))),
        _ => AnswerVersions(call),
    };

    private JsonObject? AnswerVersions(string call) => (request.Method, call) switch
    {
        ("POST", "model-versions/create") => Envelope(store.CreateVersion(Name, Needed("source"), _body).ToJson(Name)),
        ("GET", "model-versions/get") => GetVersion(Name, Needed("version")),
        ("GET", "model-versions/search") => store.SearchVersions(
            request.Parameter("filter"),
            request.Parameter("max_results"),
            request.Parameter("page_token"),
            200_000,
            request.Parameter("order_by") is "version_number DESC"),
        ("PATCH", "model-versions/update") => Update(),
        ("DELETE", "model-versions/delete") => Done(() => DeleteVersion(store.Find(Name))),
        ("POST", "model-versions/set-tag") => Done(() => Version.Tags[Needed("key")] = Needed("value")),
        ("DELETE", "model-versions/delete-tag") => Done(() => Version.Tags.Remove(Needed("key"))),
        _ => null,
    };

    private JsonObject GetVersion(string name, string version)
    {
        try
        {
            StoredModel model = store.Find(name);
            return Envelope(model.VersionJson(model.Find(version)));
        }
        catch (MlflowRefusal refusal) when (refusal.Answer.Status == 404)
        {
            throw MlflowRefusal.MissingVersion(name, version);
        }
    }

    private JsonObject ByAlias(string name, string alias)
    {
        StoredVersion version = store.ByAlias(name, alias);
        return Envelope(store.Find(name).VersionJson(version));
    }

    private JsonObject Update()
    {
        StoredVersion version = Version;
        version.Description = Needed("description");
        version.Updated = clock();
        return Envelope(store.Find(Name).VersionJson(version));
    }

    private void DeleteVersion(StoredModel model)
    {
        model.Find(Needed("version")).IsDeleted = true;   // what its aliases name stays
        model.Updated = clock();
    }

    private static JsonObject Model(StoredModel model) => new() { ["registered_model"] = model.ToJson() };

    private static JsonObject Envelope(JsonObject version) => new() { ["model_version"] = version };

    private static JsonObject Done(Action act)
    {
        act();
        return [];
    }

    /// <summary>GET has its parameters in the query, everything else in the body, where a version must be a string.</summary>
    private string Needed(string parameter)
    {
        if (request.Method == "GET")
        {
            return request.Parameter(parameter) is { Length: > 0 } sent ? sent : throw MlflowRefusal.Needs(parameter);
        }

        return _body[parameter] switch
        {
            JsonValue value when value.TryGetValue(out string? text) => text.Length > 0 || parameter is "value" or "description"
                ? text
                : throw MlflowRefusal.Needs(parameter),
            null => throw MlflowRefusal.Needs(parameter),
            { } other => throw MlflowRefusal.Invalid($"Invalid value {other} for parameter '{parameter}' supplied: …"),
        };
    }
}
