using Keyframe.Registries.Http;
using Keyframe.Registries.Langfuse;
using Keyframe.Registries.Mlflow;

namespace Keyframe.Registries;

/// <summary>Makes clients of prompt registries.</summary>
/// <param name="options">What the installation allows.</param>
/// <param name="metrics">Measures what they do.</param>
/// <param name="clock">For timeouts, pauses and breaks.</param>
/// <param name="network">The network; null for the real one.</param>
public sealed class PromptRegistryFactory(
    RegistryOptions options, RegistryMetrics metrics, TimeProvider clock, RegistryNetwork? network = null)
{
    private const string WorkspaceHeader = "X-MLFLOW-WORKSPACE";

    /// <summary>A client of the prompt registry of an MLflow server, version 3.0 or later.</summary>
    /// <param name="access">How to reach it; its URL is that of the server, with its path prefix, without <c>/api</c>.</param>
    /// <param name="workspace">
    /// The workspace; null for a server without workspaces, which refuses to be asked for one, or for its default.
    /// </param>
    public IPromptRegistry CreateMlflow(RegistryAccess access, string? workspace) => Measured(access, new MlflowRegistry(
        Connect(access, workspace is null ? [] : new Dictionary<string, string> { [WorkspaceHeader] = workspace }), access, workspace));

    /// <summary>A client of a Langfuse project, server version 3 or 4.</summary>
    /// <param name="access">
    /// How to reach it; its credentials are the project's public and secret key as <see cref="RegistryCredentials.Basic"/>.
    /// </param>
    public IPromptRegistry CreateLangfuse(RegistryAccess access) => Measured(access, new LangfuseRegistry(Connect(access, []), access));

    private RegistryHttp Connect(RegistryAccess access, Dictionary<string, string> headers) =>
        new(access, headers, options, network ?? new RegistryNetwork(), metrics, clock);

    private MeasuredRegistry Measured(RegistryAccess access, IPromptRegistry registry) => new(registry, access, metrics);
}
