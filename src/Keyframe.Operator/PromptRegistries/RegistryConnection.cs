using Keyframe.Registries;

namespace Keyframe.Operator.PromptRegistries;

/// <summary>The client of one registry, in use by several at a time and closed once the last of them is done with it.</summary>
/// <param name="client">The client.</param>
/// <param name="origin">What it was made from.</param>
/// <param name="madeAt">When.</param>
internal sealed class RegistryConnection(IPromptRegistry client, ConnectionOrigin origin, DateTimeOffset madeAt)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _checkedAt = madeAt;
    private int _users;
    private bool _retired;

    /// <summary>What it was made from.</summary>
    public ConnectionOrigin Origin { get; } = origin;

    /// <summary>
    /// Uses it, if after some time it was made sure that its origin is still the same; dispose the lease when done.
    /// </summary>
    /// <returns>The lease; null where that is longer ago, or where it is retired.</returns>
    public RegistryLease? LeaseCheckedSince(DateTimeOffset time)
    {
        lock (_gate)
        {
            return _checkedAt > time ? Lease() : null;
        }
    }

    /// <summary>Notes that its origin is still the same.</summary>
    public void Check(DateTimeOffset now)
    {
        lock (_gate)
        {
            _checkedAt = now;
        }
    }

    /// <summary>Notes that its origin may be another one by now.</summary>
    public void Doubt() => Check(DateTimeOffset.MinValue);

    /// <summary>Uses it; dispose the lease when done.</summary>
    /// <returns>The lease; null where it is retired.</returns>
    public RegistryLease? Lease()
    {
        lock (_gate)
        {
            if (_retired)
            {
                return null;
            }

            _users++;
            return new RegistryLease(client, Origin, Release);
        }
    }

    /// <summary>Takes it out of service.</summary>
    public void Retire()
    {
        lock (_gate)
        {
            _retired = true;
            if (_users > 0)
            {
                return;
            }
        }

        client.Dispose();
    }

    private void Release()
    {
        lock (_gate)
        {
            _users--;
            if (_users > 0 || !_retired)
            {
                return;
            }
        }

        client.Dispose();
    }
}
