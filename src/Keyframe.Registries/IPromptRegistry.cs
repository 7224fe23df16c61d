namespace Keyframe.Registries;

/// <summary>
/// A prompt registry. Every failure is a <see cref="RegistryException"/> whose fault says what is wrong, whether and when it can pass,
/// and what to do; only cancellation by the caller is an <see cref="OperationCanceledException"/>. At most two requests are in flight
/// at a time, whoever asks.
/// </summary>
public interface IPromptRegistry : IDisposable
{
    /// <summary>Proves that the server answers, that it is the server meant, and that it accepts the credentials.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    Task ProbeAsync(CancellationToken cancellationToken);

    /// <summary>Reads one version.</summary>
    /// <param name="name">The prompt's name.</param>
    /// <param name="version">The number of the version.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<RegistryPrompt> GetVersionAsync(string name, string version, CancellationToken cancellationToken);

    /// <summary>Reads the version that an alias (MLflow) or label (Langfuse) names.</summary>
    /// <param name="name">The prompt's name.</param>
    /// <param name="alias">The alias or label; <c>latest</c> is the newest version.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<RegistryPrompt> GetAliasAsync(string name, string alias, CancellationToken cancellationToken);

    /// <summary>
    /// Looks at many versions and aliases with as few requests as the server allows. A fault of a single version or alias (gone, not a
    /// prompt, content that cannot be decoded) is told in its place; one that concerns the registry as a whole (unreachable,
    /// credentials, …) ends the survey with an exception.
    /// </summary>
    /// <param name="request">What to look at.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<Survey> SurveyAsync(SurveyRequest request, CancellationToken cancellationToken);
}
