using System.Text.Json.Nodes;
using Keyframe.Testing.Registries.Serving;

namespace Keyframe.Testing.Registries.Mlflow;

/// <summary>MLflow refuses a request.</summary>
internal sealed class MlflowRefusal(int status, string code, string message) : Exception(message)
{
    /// <summary>What it answers.</summary>
    public ServedAnswer Answer => ServedAnswer.Json(status, new JsonObject
    {
        ["error_code"] = code,
        ["message"] = Message,
        ["sqlstate"] = "KAM00",
        ["error_class"] = code is "RESOURCE_DOES_NOT_EXIST" ? "RESOURCE_NOT_FOUND" : code,
    });

    public static MlflowRefusal Missing(string message) => new(404, "RESOURCE_DOES_NOT_EXIST", message);

    public static MlflowRefusal MissingModel(string name) => Missing($"Registered Model with name={name} not found");

    public static MlflowRefusal MissingVersion(string name, string version) =>
        Missing($"Model Version (name={name}, version={version}) not found");

    public static MlflowRefusal Invalid(string message) => new(400, "INVALID_PARAMETER_VALUE", message);

    public static MlflowRefusal Needs(string parameter) => Invalid(
        $"Missing value for required parameter '{parameter}'. See the API docs for more information about request parameters.");
}
