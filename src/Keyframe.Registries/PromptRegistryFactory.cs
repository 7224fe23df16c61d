using Keyframe.Registries.Http;
using Keyframe.Registries.Langfuse;
using Keyframe.Registries.Mlflow;

namespace Keyframe.Registries;

/// <summary>Makes clients of prompt registries.</summary>
/// <param name="clock">The time.</param>
public sealed class PromptRegistryFactory(TimeProvider clock)
{
    private const string WorkspaceHeader = "X-MLFLOW-WORKSPACE";

    /// <summary>A client of the prompt registry of an MLflow server, version 3.0 or later.</summary>
    /// <param name="access">How to reach it; its URL is that of the server, with its path prefix, without <c>/api</c>.</param>
    /// <param name="workspace">
    /// The workspace; null for a server without workspaces, which refuses to be asked for one, or for its default.
    /// </param>
    public IPromptRegistry CreateMlflow(RegistryAccess access, string? workspace) => new MlflowRegistry(
        Connect(access, workspace is null ? [] : new Dictionary<string, string> { [WorkspaceHeader] = workspace }), access, workspace);

    /// <summary>A client of a Langfuse project, server version 3 or 4.</summary>
    /// <param name="access">
    /// How to reach it; its credentials are the project's public and secret key as <see cref="RegistryCredentials.Basic"/>.
    /// </param>
    public IPromptRegistry CreateLangfuse(RegistryAccess access) => new LangfuseRegistry(Connect(access, []), access);

    private RegistryHttp Connect(RegistryAccess access, Dictionary<string, string> headers)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return new RegistryHttp(access, headers);
    }
}
