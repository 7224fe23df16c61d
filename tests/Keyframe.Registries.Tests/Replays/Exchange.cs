using System.Text.Json.Nodes;
using Keyframe.Testing.Registries.Serving;
using Keyframe.Testing.Resources;

namespace Keyframe.Registries.Tests.Replays;

/// <summary>One HTTP exchange with a real server, as it went over the wire.</summary>
internal sealed record Exchange(string Name, JsonObject Request, JsonObject Response)
{
    public const string Folder = "tests/Keyframe.Registries.Tests/Data/mlflow";

    public string Method => (string)Request["method"]!;

    public string Path => (string)Request["path"]!;

    public string Target => (string?)Request["query"] is { Length: > 0 } query ? $"{Path}?{query}" : Path;

    public IReadOnlyDictionary<string, string> Headers =>
        Request["headers"]!.AsObject().ToDictionary(header => header.Key, header => (string)header.Value!);

    public string? Body => Request["body"] switch
    {
        null => null,
        JsonValue text => (string)text!,
        { } json => json.ToJsonString(),
    };

    public int Status => (int)Response["status"]!;

    public string ContentType => (string)Response["contentType"]!;

    public JsonNode? Answer => Response["body"];

    public ServedAnswer Served => new(Status, ContentType, Answer is JsonValue text ? (string)text! : Answer!.ToJsonString())
    {
        Headers = Response["headers"]?.AsObject().ToDictionary(header => header.Key, header => (string)header.Value!)
            ?? new Dictionary<string, string>(),
    };

    /// <summary>Reads a file, by its name without the extension.</summary>
    public static Exchange Load(string name)
    {
        JsonObject file = JsonNode.Parse(File.ReadAllText(Repository.Path($"{Folder}/{name}.json")))!.AsObject();
        return new Exchange(name, file["request"]!.AsObject(), file["response"]!.AsObject());
    }

    /// <summary>
    /// Whether a request is the one that was captured. A captured Authorization header is a description, of which the scheme
    /// counts.
    /// </summary>
    public bool Matches(ServedRequest request) =>
        request.Method == Method
        && request.Target == Target
        && request.Header("X-MLFLOW-WORKSPACE") == Headers.GetValueOrDefault("X-MLFLOW-WORKSPACE")
        && request.Header("Authorization")?.Split(' ')[0] == Headers.GetValueOrDefault("Authorization")?.Split(' ')[0];
}
