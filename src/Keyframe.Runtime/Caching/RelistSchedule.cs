using System.Diagnostics.CodeAnalysis;

namespace Keyframe.Runtime.Caching;

/// <summary>When everything is listed again although nothing seems wrong: in its time, or because somebody asked.</summary>
[SuppressMessage("Design", "CA1001", Justification = "End disposes, when the loop that it serves has ended.")]
internal sealed class RelistSchedule(TimeSpan period, TimeProvider clock, Func<double> random)
{
    private readonly Lock _gate = new();
    private List<TaskCompletionSource> _asked = [];
    private CancellationTokenSource _due = new();
    private bool _ended;

    /// <summary>Cancelled when the time has come; another one after each list.</summary>
    public CancellationToken Due
    {
        get
        {
            lock (_gate)
            {
                return _due.Token;
            }
        }
    }

    public bool IsDue => Due.IsCancellationRequested;

    /// <summary>Asks for a list. The task completes when one that began after this is in the store.</summary>
    public Task AskAsync()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        CancellationTokenSource due;
        lock (_gate)
        {
            if (_ended)
            {
                return Task.FromCanceled(new CancellationToken(true));
            }

            _asked.Add(asked);
            due = _due;
        }

        try
        {
            due.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // A list is beginning right now, and takes the question along.
        }

        return asked.Task;
    }

    /// <summary>A list begins: it answers what was asked for until now.</summary>
    public IReadOnlyList<TaskCompletionSource> Begin()
    {
        lock (_gate)
        {
            List<TaskCompletionSource> asked = _asked;
            _asked = [];
            Restart(CachePeriods.Jittered(period, random));
            return asked;
        }
    }

    /// <summary>
    /// The list that began did not work: what it was to answer is due again after a while, or with the next list when
    /// <paramref name="delay"/> is null.
    /// </summary>
    public void Postpone(IReadOnlyList<TaskCompletionSource> asked, TimeSpan? delay)
    {
        lock (_gate)
        {
            _asked.AddRange(asked);
            Restart(delay);
        }
    }

    /// <summary>Nobody lists any more.</summary>
    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            _asked.ForEach(asked => asked.TrySetCanceled());
            _due.Dispose();
        }
    }

    private void Restart(TimeSpan? delay)
    {
        _due.Dispose();
        _due = delay is { } wait ? new CancellationTokenSource(wait, clock) : new CancellationTokenSource();
    }
}
