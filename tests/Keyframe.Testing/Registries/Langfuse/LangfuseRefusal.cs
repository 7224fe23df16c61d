using System.Text.Json.Nodes;
using Keyframe.Testing.Registries.Serving;

namespace Keyframe.Testing.Registries.Langfuse;

/// <summary>Langfuse refuses a request.</summary>
internal sealed class LangfuseRefusal(int status, string error, string message) : Exception(message)
{
    /// <summary>What it answers.</summary>
    public ServedAnswer Answer => ServedAnswer.Json(
        status, new JsonObject { ["message"] = Message, ["error"] = error }, "application/json; charset=utf-8");

    public static LangfuseRefusal NotFound(string message) => new(404, "LangfuseNotFoundError", message);

    public static LangfuseRefusal Invalid(string message) => new(400, "InvalidRequestError", message);

    public static LangfuseRefusal Conflict(string message) => new(409, "LangfuseConflictError", message);

    public static LangfuseRefusal Unauthorized(string message) => new(401, "UnauthorizedError", message);

    public static LangfuseRefusal Forbidden(string message) => new(403, "ForbiddenError", message);
}
