namespace Keyframe.Registries;

/// <summary>Why a registry did not give what was asked.</summary>
/// <param name="Kind">What can be expected of another try.</param>
/// <param name="Reason">One of <see cref="Api.Conditions.Reasons"/>.</param>
/// <param name="Message">
/// What is wrong, where, and what to do next; one line, without control characters, credentials or anything that the server could have
/// made of them.
/// </param>
public sealed record RegistryFault(RegistryFaultKind Kind, string Reason, string Message)
{
    /// <summary>What the server asked to wait before another try; null where it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// Whether it concerns the prompt, version or alias that was asked for, and not the registry as a whole. Default: false.
    /// </summary>
    public bool IsOfPrompt { get; init; }
}
