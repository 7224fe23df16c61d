using Keyframe.Runtime;

namespace Keyframe.Operator.Deployments;

/// <summary>
/// Lets so many rollouts begin in a second and no more, so that a change that concerns a thousand bindings does not restart the
/// pods of a whole cluster at once, nor keep the API server from anything else. Who has to wait is given a turn, and nobody waits
/// in line: a worker that is told to wait goes on with other bindings. Ways back do not ask.
/// </summary>
/// <param name="perSecond">How many in a second.</param>
/// <param name="clock">The clock.</param>
internal sealed class RolloutPace(int perSecond, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, DateTimeOffset> _turns = [];
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(1) / perSecond;
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>How many have a turn to come.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _turns.Count;
            }
        }
    }

    /// <summary>Asks whether a rollout may begin.</summary>
    /// <param name="binding">Whose.</param>
    /// <returns>Null where it may, now; otherwise the time until its turn.</returns>
    public TimeSpan? Take(ObjectKey binding)
    {
        DateTimeOffset now = clock.GetUtcNow();
        lock (_lock)
        {
            if (!_turns.TryGetValue(binding, out DateTimeOffset turn))
            {
                // Who comes after a pause finds a second's worth of turns.
                DateTimeOffset earliest = now - TimeSpan.FromSeconds(1) + _interval;
                turn = earliest > _next ? earliest : _next;
                _next = turn + _interval;
            }

            if (turn <= now)
            {
                _turns.Remove(binding);
                return null;
            }

            _turns[binding] = turn;
            return turn - now;
        }
    }

    /// <summary>A binding has nothing to begin any more.</summary>
    /// <param name="binding">The binding.</param>
    public void Forget(ObjectKey binding)
    {
        lock (_lock)
        {
            _turns.Remove(binding);
        }
    }
}
