using System.Diagnostics;

namespace Keyframe.Benchmarks.Worlds;

/// <summary>Waits until so many objects have been seen as they shall be, and knows when the last one was.</summary>
/// <param name="count">How many.</param>
/// <param name="what">What is waited for, for messages.</param>
internal sealed class Convergence(int count, string what)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<long> _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Reports what was seen of one object. What was done and is no longer takes the object out again.</summary>
    public void Report(string name, bool done)
    {
        lock (_gate)
        {
            if (!done)
            {
                _done.Remove(name);
            }
            else if (_done.Add(name) && _done.Count == count)
            {
                _reached.TrySetResult(Stopwatch.GetTimestamp());
            }
        }
    }

    /// <summary>Waits for all of them, as long as there is progress at least every minute.</summary>
    /// <returns>The timestamp when the last one was seen.</returns>
    /// <exception cref="BenchmarkException">Nothing happened for a minute.</exception>
    public async Task<long> ReachedAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        int known = -1;
        for (int idle = 0; idle < 6; idle = Done == known ? idle + 1 : 0)
        {
            known = Done;
            if (await Task.WhenAny(_reached.Task, Task.Delay(Heartbeat, cancellationToken)) == _reached.Task)
            {
                return await _reached.Task;
            }

            cancellationToken.ThrowIfCancellationRequested();
            progress.Report($"  {Done} of {count}: {what}");
        }

        throw new BenchmarkException($"Only {Done} of {count}: {what}; nothing happened for a minute.");
    }

    private int Done
    {
        get
        {
            lock (_gate)
            {
                return _done.Count;
            }
        }
    }
}
