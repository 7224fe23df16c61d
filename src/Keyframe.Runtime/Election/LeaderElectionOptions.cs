namespace Keyframe.Runtime.Election;

/// <summary>
/// Settings of a <see cref="LeaderElector"/>. The three times are client-go's, with its defaults: after a crash of the leader the
/// next one starts within <see cref="LeaseDuration"/>, and a leader survives an API server that is away for less than
/// <see cref="RenewDeadline"/> minus <see cref="RetryPeriod"/>.
/// </summary>
public sealed record LeaderElectionOptions
{
    /// <summary>No duration above this one is believed, whoever wrote it: a typing error must not lock everybody out.</summary>
    internal static readonly TimeSpan LongestLease = TimeSpan.FromHours(1);

    /// <summary>client-go's factor: a retry may come later than its period by a fifth.</summary>
    private const double RetryJitter = 1.2;

    /// <summary>The namespace of the Lease.</summary>
    public required string LeaseNamespace { get; init; }

    /// <summary>The name of the Lease; the same for all who compete. It is created when there is none.</summary>
    public required string LeaseName { get; init; }

    /// <summary>
    /// Who we are in the Lease. Default the name of the machine (in a cluster that of the pod) with a random suffix, so that two
    /// lives of one pod are told apart.
    /// </summary>
    public string Identity { get; init; } = $"{Environment.MachineName}_{Guid.NewGuid():N}";

    /// <summary>
    /// How long the others wait after the last renewal they saw before they take the lease. Default 15 s, at most 1 hour. The
    /// Lease holds whole seconds, rounded up.
    /// </summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long the leader goes on without a renewal, counted from the start of the last one that worked. Then it stops for good.
    /// Default 10 s.
    /// </summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the leader renews, and how long anybody waits after a failure. Default 2 s.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Chance, for jitter: numbers from 0 up to 1. Default <see cref="System.Random.Shared"/>.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>
    /// What a write by the leader may take at most: one that goes out just before the deadline has ended when somebody else
    /// may lead.
    /// </summary>
    internal TimeSpan Margin => LeaseDuration - RenewDeadline;

    /// <summary>What one attempt at the lease may take, so that two of them fit between a renewal and the deadline.</summary>
    internal TimeSpan AttemptLimit => (RenewDeadline - RetryPeriod) / 2;

    internal int LeaseDurationSeconds => (int)Math.Ceiling(LeaseDuration.TotalSeconds);

    /// <summary>What is wrong with these settings, one sentence each; empty where nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        Expect(!string.IsNullOrWhiteSpace(LeaseNamespace), "LeaseNamespace must not be empty.");
        Expect(!string.IsNullOrWhiteSpace(LeaseName), "LeaseName must not be empty.");
        Expect(!string.IsNullOrWhiteSpace(Identity), "Identity must not be empty.");
        Expect(RetryPeriod > TimeSpan.Zero, $"RetryPeriod ({RetryPeriod}) must be positive.");
        Expect(RenewDeadline > RetryJitter * RetryPeriod,
            $"RenewDeadline ({RenewDeadline}) must be more than {RetryJitter} times RetryPeriod ({RetryPeriod}).");
        Expect(LeaseDuration > RenewDeadline,
            $"LeaseDuration ({LeaseDuration}) must be more than RenewDeadline ({RenewDeadline}).");
        Expect(LeaseDuration <= LongestLease, $"LeaseDuration ({LeaseDuration}) must be at most {LongestLease}.");
        return problems;

        void Expect(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }
    }
}
