namespace Keyframe.Registries;

/// <summary>
/// Counts what leaves a registry's client as a <see cref="RegistryException"/>, once each, whichever part of the client threw it.
/// A fault that a survey tells in its place is none: the registry answered.
/// </summary>
/// <param name="registry">The client; disposed with this.</param>
/// <param name="access">Which registry it is of.</param>
/// <param name="metrics">Where to count.</param>
internal sealed class MeasuredRegistry(IPromptRegistry registry, RegistryAccess access, RegistryMetrics metrics) : IPromptRegistry
{
    /// <inheritdoc/>
    public Task ProbeAsync(CancellationToken cancellationToken) =>
        CountAsync(async () =>
        {
            await registry.ProbeAsync(cancellationToken);
            return true;
        });

    /// <inheritdoc/>
    public Task<RegistryPrompt> GetVersionAsync(string name, string version, CancellationToken cancellationToken) =>
        CountAsync(() => registry.GetVersionAsync(name, version, cancellationToken));

    /// <inheritdoc/>
    public Task<RegistryPrompt> GetAliasAsync(string name, string alias, CancellationToken cancellationToken) =>
        CountAsync(() => registry.GetAliasAsync(name, alias, cancellationToken));

    /// <inheritdoc/>
    public Task<Survey> SurveyAsync(SurveyRequest request, CancellationToken cancellationToken) =>
        CountAsync(() => registry.SurveyAsync(request, cancellationToken));

    /// <inheritdoc/>
    public void Dispose() => registry.Dispose();

    private async Task<T> CountAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (RegistryException failure)
        {
            metrics.Failed(access, failure.Fault.Reason);
            throw;
        }
    }
}
