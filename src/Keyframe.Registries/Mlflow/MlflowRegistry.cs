using Keyframe.Api.Conditions;
using Keyframe.Registries.Http;
using Keyframe.Registries.Reading;

namespace Keyframe.Registries.Mlflow;

/// <summary>
/// The prompt registry of an MLflow server, version 3.0 or later. A prompt is a registered model with a mark, and so is each of
/// its versions; both marks are looked at, since the API answers ordinary models to the same calls.
/// </summary>
internal sealed class MlflowRegistry : IPromptRegistry
{
    private readonly RegistryHttp _http;
    private readonly MlflowApi _api;
    private readonly MlflowFaults _faults;
    private readonly MlflowDecoder _decoder;
    private readonly MlflowAliasSurvey _aliases;
    private readonly MlflowVersionSurvey _versions;

    /// <summary>A client.</summary>
    /// <param name="http">How to reach the server; disposed with this.</param>
    /// <param name="access">The same, for messages.</param>
    /// <param name="workspace">The workspace that is asked for; null for none.</param>
    public MlflowRegistry(RegistryHttp http, RegistryAccess access, string? workspace)
    {
        _http = http;
        _faults = new MlflowFaults(access, workspace);
        _api = new MlflowApi(http, _faults, workspace);
        _decoder = new MlflowDecoder(_faults.Prompts);
        var pages = new MlflowPages(_api);
        _aliases = new MlflowAliasSurvey(pages, (key, token) => GetAliasAsync(key.Name, key.Alias, token));
        _versions = new MlflowVersionSurvey(pages, _decoder, (key, token) => GetVersionAsync(key.Name, key.Version, token));
    }

    /// <inheritdoc/>
    public Task ProbeAsync(CancellationToken cancellationToken) => _api.ProbeAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<RegistryPrompt> GetVersionAsync(string name, string version, CancellationToken cancellationToken) =>
        VersionNumber.IsOne(version)
            ? PromptFaults.OfPromptAsync(async () =>
            {
                await _api.RequirePromptAsync(name, cancellationToken);
                return _decoder.Decode(await _api.GetVersionAsync(name, version, cancellationToken));
            })
            : Task.FromException<RegistryPrompt>(PromptFaults.NoVersionNumber(name, version));

    /// <inheritdoc/>
    public Task<RegistryPrompt> GetAliasAsync(string name, string alias, CancellationToken cancellationToken) =>
        PromptFaults.OfPromptAsync(async () =>
        {
            await _api.RequirePromptAsync(name, cancellationToken);
            return _decoder.Decode(await _api.GetAliasAsync(name, alias, cancellationToken));
        });

    /// <inheritdoc/>
    public async Task<Survey> SurveyAsync(SurveyRequest request, CancellationToken cancellationToken)
    {
        var aliases = await _aliases.ReadAsync(request.Aliases.Select(KeyOf), cancellationToken);
        var versions = await _versions.ReadAsync(request.Versions.Select(KeyOf).Concat(aliases.Named.Values), cancellationToken);
        return new Survey(
            [.. request.Versions.Select(watched => versions[KeyOf(watched)])],
            [.. request.Aliases.Select(KeyOf).Select(key => aliases.Named.TryGetValue(key, out VersionKey named)
                ? Behind(key, versions[named])
                : aliases.Seen[key])],
            Cursor: null);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static VersionKey KeyOf(WatchedVersion watched) => new(watched.Name, watched.Version);

    private static AliasKey KeyOf(WatchedAlias watched) => new(watched.Name, watched.Alias);

    private static Sighting Behind(AliasKey alias, Sighting version) =>
        version is Sighting.Failed { Fault.Reason: Reasons.VersionNotFound }
            ? new Sighting.Failed(MlflowFaults.NothingBehind(alias.Name, alias.Alias).Fault)
            : version;
}
