using Keyframe.Registries;

namespace Keyframe.Operator.PromptRegistries;

/// <summary>The right to use a client, until disposed.</summary>
/// <param name="client">The client.</param>
/// <param name="origin">What it was made from.</param>
/// <param name="release">Called once.</param>
internal sealed class RegistryLease(IPromptRegistry client, ConnectionOrigin origin, Action release) : IDisposable
{
    private Action? _release = release;

    /// <summary>The client.</summary>
    public IPromptRegistry Client { get; } = client;

    /// <summary>What it was made from.</summary>
    public ConnectionOrigin Origin { get; } = origin;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
