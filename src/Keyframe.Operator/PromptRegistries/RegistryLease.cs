using Keyframe.Registries;

namespace Keyframe.Operator.PromptRegistries;

/// <summary>The right to use a client, until disposed.</summary>
/// <param name="client">The client.</param>
/// <param name="release">Called once.</param>
internal sealed class RegistryLease(IPromptRegistry client, Action release) : IDisposable
{
    private Action? _release = release;

    /// <summary>The client.</summary>
    public IPromptRegistry Client { get; } = client;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
