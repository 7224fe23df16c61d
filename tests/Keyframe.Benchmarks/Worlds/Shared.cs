namespace Keyframe.Benchmarks.Worlds;

/// <summary>Something costly that is made when first asked for, and kept until the end.</summary>
internal sealed class Shared<T>(Func<CancellationToken, Task<T>> make) : IAsyncDisposable
    where T : class, IAsyncDisposable
{
    private T? _made;

    public async Task<T> GetAsync(CancellationToken cancellationToken) => _made ??= await make(cancellationToken);

    public ValueTask DisposeAsync() => _made?.DisposeAsync() ?? ValueTask.CompletedTask;
}
