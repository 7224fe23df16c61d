using System.Globalization;
using System.Net;
using System.Text.Json.Serialization.Metadata;
using Keyframe.Api.Conditions;
using Keyframe.Registries.Http;
using Keyframe.Registries.Reading;

namespace Keyframe.Registries.Langfuse;

/// <summary>
/// The calls of Langfuse's public API that a reader of prompts needs, with their refusals explained
/// (<c>web/src/features/prompts/server/handlers</c> of langfuse/langfuse).
/// </summary>
/// <param name="http">How to reach the server.</param>
/// <param name="server">The server, in messages.</param>
/// <param name="faults">Faults of single prompts.</param>
internal sealed class LangfuseApi(RegistryHttp http, string server, PromptFaults faults)
{
    private const string Prompts = "api/public/v2/prompts";

    /// <summary>A name that no prompt can have: | stands in references to prompts.</summary>
    private const string Nobody = "keyframe|probe";

    /// <summary>
    /// Asks for a prompt that cannot be. It needs the keys, unlike /health, and the answer has nothing in it that somebody wrote.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task ProbeAsync(CancellationToken cancellationToken) => HasAsync(Nobody, cancellationToken);

    /// <summary>Asks for a page of the list of prompts, in the order of their names.</summary>
    /// <param name="page">Which, from 1.</param>
    /// <param name="limit">How many prompts a page has, 1 to 100.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<PromptListPage> ListAsync(int page, int limit, CancellationToken cancellationToken)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"{Prompts}?page={page}&limit={limit}");
        return Read(await http.GetAsync(path, cancellationToken), LangfuseJsonContext.Default.PromptListPage);
    }

    /// <summary>Gets one version of a prompt.</summary>
    /// <param name="name">The prompt's name.</param>
    /// <param name="version">The number, of which <see cref="VersionNumber.IsOne"/> holds: Langfuse takes 0 for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<LangfusePrompt> GetVersionAsync(string name, string version, CancellationToken cancellationToken)
    {
        LangfusePrompt found = await GetAsync(
            name, $"version={version}", () => faults.VersionNotFound(name, version), cancellationToken);
        return found.Name == name && found.Version == VersionNumber.ValueOf(version)
            ? found
            : throw faults.OtherVersion(name, $"version {version}");
    }

    /// <summary>Gets the version that has a label.</summary>
    /// <param name="name">The prompt's name.</param>
    /// <param name="label">The label.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<LangfusePrompt> GetLabelAsync(string name, string label, CancellationToken cancellationToken)
    {
        LangfusePrompt found = await GetAsync(
            name, $"label={Uri.EscapeDataString(label)}", () => faults.AliasNotFound(name, label), cancellationToken);
        return found.Name == name && found.Version > 0 ? found : throw faults.OtherVersion(name, $"label {label}");
    }

    private async Task<LangfusePrompt> GetAsync(
        string name, string selector, Func<RegistryException> notFound, CancellationToken cancellationToken)
    {
        if (name is "" or "." or "..")
        {
            throw faults.PromptNotFound(name);   // a URL would take it for a step in its path
        }

        RegistryAnswer answer = await http.GetAsync($"{Prompts}/{Uri.EscapeDataString(name)}?{selector}", cancellationToken);
        return answer.Status switch
        {
            HttpStatusCode.NotFound when answer.IsJson =>
                throw (await HasAsync(name, cancellationToken) ? notFound() : faults.PromptNotFound(name)),
            HttpStatusCode.Conflict => throw DependencyMissing(name),
            HttpStatusCode.BadRequest => throw new RegistryException(answer.ToFault() with { IsOfPrompt = true }),
            _ => Read(answer, LangfuseJsonContext.Default.LangfusePrompt),
        };
    }

    private async Task<bool> HasAsync(string name, CancellationToken cancellationToken)
    {
        RegistryAnswer answer = await http.GetAsync(
            $"{Prompts}?name={Uri.EscapeDataString(name)}&page=1&limit=1", cancellationToken);
        return Read(answer, LangfuseJsonContext.Default.PromptListPage).Data.Any(prompt => prompt?.Name == name);
    }

    private T Read<T>(RegistryAnswer answer, JsonTypeInfo<T> contract)
        where T : notnull => answer.Status switch
        {
            HttpStatusCode.OK => answer.Read(contract),
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => throw new RegistryException(new RegistryFault(
                RegistryFaultKind.Permanent,
                Reasons.UnexpectedContentType,
                $"{server} has no such endpoint: it is not a Langfuse server of version 3 or later, or the URL lacks its path prefix.")),
            _ => throw new RegistryException(answer.ToFault()),
        };

    private static RegistryException DependencyMissing(string name) => PromptFaults.Fault(
        Reasons.DependencyMissing,
        $"Langfuse cannot put prompt {Wording.Quoted(name)} together: a prompt that it is composed of is "
            + "missing, is not a text prompt, refers back to it or is more than five levels down; open it in "
            + "Langfuse, which says which.");
}
