using System.Net;
using System.Net.Mime;
using System.Text.Json;
using Keyframe.Api.Conditions;
using Keyframe.Registries.Http;
using Keyframe.Registries.Reading;

namespace Keyframe.Registries.Mlflow;

/// <summary>What a refusal by MLflow means: told by status, media type and error code, never by text.</summary>
/// <param name="access">How the server is reached.</param>
/// <param name="workspace">The workspace that is asked for; null for none.</param>
internal sealed class MlflowFaults(RegistryAccess access, string? workspace)
{
    /// <summary>Faults of single prompts.</summary>
    public PromptFaults Prompts { get; } = new("MLflow", "alias");

    /// <summary>The server, in messages.</summary>
    public string Server { get; } = Wording.Server("MLflow", access);

    /// <summary>The error code of a refusal; null where it has none.</summary>
    /// <param name="answer">The answer.</param>
    public static string? CodeOf(RegistryAnswer answer)
    {
        try
        {
            return answer.IsJson ? answer.Read(MlflowJsonContext.Default.MlflowError)?.ErrorCode : null;
        }
        catch (Exception exception) when (exception is JsonException or RegistryException)
        {
            return null;
        }
    }

    /// <summary>The fault of an answer that is not a 200.</summary>
    /// <param name="answer">The answer.</param>
    public RegistryException Of(RegistryAnswer answer) => new(answer.Status switch
    {
        HttpStatusCode.Forbidden when IsHostRejected(answer) => HostRejected(),
        HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed when CodeOf(answer) is null => EndpointMissing(),
        HttpStatusCode.InternalServerError when CodeOf(answer) is MlflowError.Disabled => WorkspacesDisabled(),
        HttpStatusCode.Unauthorized => Unauthorized(answer),
        _ => answer.ToFault(),
    });

    /// <summary>The server knows no workspace of the name that is asked for.</summary>
    public RegistryException WorkspaceNotFound() => new(new RegistryFault(
        RegistryFaultKind.Permanent,
        Reasons.WorkspaceNotFound,
        $"{Server} has no workspace {Wording.Quoted(workspace ?? "")}; create it there, or correct spec.mlflow.workspace."));

    /// <summary>What stands under the name is an ordinary model.</summary>
    public static RegistryException NotAPrompt(string name) => PromptFaults.Fault(
        Reasons.NotAPrompt,
        $"{Wording.Quoted(name)} is a registered model of MLflow and not a prompt: it has no tag {MlflowTag.IsPrompt} with "
            + "the value true.");

    /// <summary>The version is an ordinary one, under the name of a prompt.</summary>
    public static RegistryException NotAPrompt(string name, string version) => PromptFaults.Fault(
        Reasons.NotAPrompt,
        $"Version {Wording.Quoted(version)} of {Wording.Quoted(name)} in MLflow is not one of a prompt: it has no tag "
            + $"{MlflowTag.IsPrompt} with the value true.");

    /// <summary>An alias names a version that was deleted, or latest is asked of a prompt without versions.</summary>
    public static RegistryException NothingBehind(string name, string alias) => PromptFaults.Fault(
        Reasons.VersionNotFound,
        $"The alias {Wording.Quoted(alias)} of prompt {Wording.Quoted(name)} in MLflow names no version that exists; a deleted "
            + "version leaves its aliases behind: set the alias to another one.");

    /// <summary>
    /// MLflow 3.5 and later answer requests under a DNS name that they were not told of with 403 in plain text; a missing right
    /// is a 403 in HTML.
    /// </summary>
    private bool IsHostRejected(RegistryAnswer answer) =>
        answer.MediaType is MediaTypeNames.Text.Plain && access.BaseUrl.HostNameType == UriHostNameType.Dns;

    private RegistryFault HostRejected() => new(
        RegistryFaultKind.Permanent,
        Reasons.HostHeaderRejected,
        $"{Server} refuses requests under the host name of its URL, to guard against DNS rebinding. Set "
            + $"MLFLOW_SERVER_ALLOWED_HOSTS on the MLflow server so that it includes {access.BaseUrl.Host} and "
            + $"{access.BaseUrl.Host}:{access.BaseUrl.Port}.");

    private RegistryFault EndpointMissing() => new(
        RegistryFaultKind.Permanent,
        Reasons.UnexpectedContentType,
        $"{Server} has no such endpoint: it is not an MLflow server of version 3.0 or later, or the URL lacks the path prefix "
            + "under which the server was started.");

    private RegistryFault WorkspacesDisabled() => new(
        RegistryFaultKind.Permanent,
        Reasons.WorkspacesDisabled,
        $"{Server} was started without workspaces; remove spec.mlflow.workspace, or set MLFLOW_ENABLE_WORKSPACES on the server.");

    private RegistryFault Unauthorized(RegistryAnswer answer)
    {
        RegistryFault fault = answer.ToFault();
        return access.Credentials?.Header.Scheme is "Bearer"
            ? fault with
            {
                Message = fault.Message + " MLflow's own basic-auth app takes a username and a password, but no token.",
            }
            : fault;
    }
}
