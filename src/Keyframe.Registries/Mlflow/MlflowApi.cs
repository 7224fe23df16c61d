using System.Net;
using System.Text.Json.Serialization.Metadata;
using Keyframe.Api.Conditions;
using Keyframe.Registries.Http;
using Keyframe.Registries.Reading;

namespace Keyframe.Registries.Mlflow;

/// <summary>The calls of MLflow's REST API that a reader of prompts needs, with their refusals explained.</summary>
/// <param name="http">How to reach the server.</param>
/// <param name="faults">What its refusals mean.</param>
/// <param name="workspace">The workspace that is asked for; null for none.</param>
internal sealed class MlflowApi(RegistryHttp http, MlflowFaults faults, string? workspace)
{
    private const string Api = "api/2.0/mlflow";

    /// <summary>Asks for a prompt that cannot be. It needs credentials and the workspace, unlike /health and /version.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        RegistryAnswer answer = await http.GetAsync($"{Api}/{MlflowSearch.Nobody.Page(1, null)}", cancellationToken);
        bool isWorkspace = workspace is not null && answer.Status switch
        {
            HttpStatusCode.NotFound => MlflowFaults.CodeOf(answer) is MlflowError.Missing,
            HttpStatusCode.BadRequest => MlflowFaults.CodeOf(answer) is MlflowError.Invalid,   // none can have such a name
            _ => false,
        };
        _ = isWorkspace
            ? throw faults.WorkspaceNotFound()
            : Read(answer, MlflowJsonContext.Default.RegisteredModelPage);
    }

    /// <summary>
    /// Makes sure that a prompt exists and is one. The answer holds the newest version, whole: where that is too large to be
    /// read, the mark of the version that is then asked for has to do, so that it does not hide the others.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RegistryException">There is none, or it is an ordinary model.</exception>
    public async Task RequirePromptAsync(string name, CancellationToken cancellationToken)
    {
        RegistryAnswer answer;
        try
        {
            answer = await http.GetAsync($"{Api}/registered-models/get?name={Escape(name)}", cancellationToken);
        }
        catch (RegistryException exception) when (PromptFaults.IsOfPageSize(exception.Fault))
        {
            return;
        }

        if (workspace is not null && answer.Status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest)
        {
            await ProbeAsync(cancellationToken);   // an unknown workspace is refused with the codes of an unknown prompt
        }

        if (IsMissing(answer))
        {
            throw faults.Prompts.PromptNotFound(name);
        }

        RegisteredModel model = ReadOfPrompt(answer, MlflowJsonContext.Default.RegisteredModelAnswer).RegisteredModel;
        if (model.Name != name)
        {
            throw faults.Prompts.OtherVersion(name, "the registered model");
        }

        if (!model.Tags.MarkPrompt())
        {
            throw MlflowFaults.NotAPrompt(name);
        }
    }

    /// <summary>Gets one version of a prompt.</summary>
    /// <param name="name">The prompt's name.</param>
    /// <param name="version">The number.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ModelVersion> GetVersionAsync(string name, string version, CancellationToken cancellationToken)
    {
        RegistryAnswer answer = await http.GetAsync(
            $"{Api}/model-versions/get?name={Escape(name)}&version={version}", cancellationToken);
        if (IsMissing(answer))
        {
            throw faults.Prompts.VersionNotFound(name, version);
        }

        ModelVersion found = ReadOfPrompt(answer, MlflowJsonContext.Default.ModelVersionAnswer).ModelVersion;
        return found.Name == name && found.Version == version
            ? found
            : throw faults.Prompts.OtherVersion(name, $"version {version}");
    }

    /// <summary>Gets the version that an alias of a prompt names.</summary>
    /// <param name="name">The prompt's name; it exists.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ModelVersion> GetAliasAsync(string name, string alias, CancellationToken cancellationToken)
    {
        RegistryAnswer answer = await http.GetAsync(
            $"{Api}/registered-models/alias?name={Escape(name)}&alias={Escape(alias)}", cancellationToken);
        if (answer.Status == HttpStatusCode.BadRequest && MlflowFaults.CodeOf(answer) is MlflowError.Invalid)
        {
            throw faults.Prompts.AliasNotFound(name, alias);
        }

        if (IsMissing(answer))
        {
            throw MlflowFaults.NothingBehind(name, alias);
        }

        ModelVersion found = ReadOfPrompt(answer, MlflowJsonContext.Default.ModelVersionAnswer).ModelVersion;
        return found.Name == name && VersionNumber.IsOne(found.Version)
            ? found
            : throw faults.Prompts.OtherVersion(name, $"alias {alias}");
    }

    /// <summary>Asks for a page of a search.</summary>
    /// <param name="search">The search.</param>
    /// <param name="size">How many entries at most.</param>
    /// <param name="token">What the page before answered; null for the first.</param>
    /// <param name="contract">The page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<TPage> SearchAsync<TPage>(
        MlflowSearch search, int size, string? token, JsonTypeInfo<TPage> contract, CancellationToken cancellationToken)
        where TPage : notnull =>
        Read(await http.GetAsync($"{Api}/{search.Page(size, token)}", cancellationToken), contract);

    private static bool IsMissing(RegistryAnswer answer) =>
        answer.Status == HttpStatusCode.NotFound && MlflowFaults.CodeOf(answer) is MlflowError.Missing;

    private static string Escape(string text) => Uri.EscapeDataString(text);

    private T Read<T>(RegistryAnswer answer, JsonTypeInfo<T> contract)
        where T : notnull => answer.Status == HttpStatusCode.OK
        ? answer.Read(contract)
        : throw faults.Of(answer);

    /// <summary>Rights are given model by model: one that may not be read says nothing of the others.</summary>
    private T ReadOfPrompt<T>(RegistryAnswer answer, JsonTypeInfo<T> contract)
        where T : notnull
    {
        try
        {
            return Read(answer, contract);
        }
        catch (RegistryException exception) when (exception.Fault.Reason is Reasons.PermissionDenied)
        {
            throw new RegistryException(exception.Fault with { IsOfPrompt = true }, exception);
        }
    }
}
