using Keyframe.Registries.Http;
using Keyframe.Registries.Reading;

namespace Keyframe.Registries.Langfuse;

/// <summary>
/// The prompts of a Langfuse project, server version 3 or 4. What a prompt is composed of is put in by the server, and which
/// versions it put in is taken over: a label of one of them may move, and then the same version reads differently.
/// </summary>
internal sealed class LangfuseRegistry : IPromptRegistry
{
    private readonly RegistryHttp _http;
    private readonly LangfuseApi _api;
    private readonly PromptFaults _faults = new("Langfuse", "label");
    private readonly LangfuseDecoder _decoder;
    private readonly LangfuseSurvey _survey;

    /// <summary>A client.</summary>
    /// <param name="http">How to reach the server; disposed with this.</param>
    /// <param name="access">The same, for messages.</param>
    public LangfuseRegistry(RegistryHttp http, RegistryAccess access)
    {
        _http = http;
        _api = new LangfuseApi(http, Wording.Server("Langfuse", access), _faults);
        _decoder = new LangfuseDecoder(_faults);
        _survey = new LangfuseSurvey(
            new LangfuseCatalog(_api),
            _faults,
            (key, token) => GetVersionAsync(key.Name, key.Version, token),
            (key, token) => GetAliasAsync(key.Name, key.Alias, token));
    }

    /// <inheritdoc/>
    public Task ProbeAsync(CancellationToken cancellationToken) => _api.ProbeAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<RegistryPrompt> GetVersionAsync(string name, string version, CancellationToken cancellationToken) =>
        VersionNumber.IsOne(version)
            ? PromptFaults.OfPromptAsync(
                async () => _decoder.Decode(await _api.GetVersionAsync(name, version, cancellationToken)))
            : Task.FromException<RegistryPrompt>(PromptFaults.NoVersionNumber(name, version));

    /// <inheritdoc/>
    public Task<RegistryPrompt> GetAliasAsync(string name, string alias, CancellationToken cancellationToken) =>
        PromptFaults.OfPromptAsync(async () => _decoder.Decode(await _api.GetLabelAsync(name, alias, cancellationToken)));

    /// <inheritdoc/>
    public Task<Survey> SurveyAsync(SurveyRequest request, CancellationToken cancellationToken) =>
        _survey.ReadAsync(request, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
