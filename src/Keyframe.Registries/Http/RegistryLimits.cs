namespace Keyframe.Registries.Http;

/// <summary>What a server may take and give. Only tests have other values than these.</summary>
internal sealed record RegistryLimits
{
    /// <summary>To resolve the name, connect and agree on TLS.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For one question, with retries, redirects and the body, but without the wait for one's turn.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The first pause before another try, with jitter; each further one is about twice as long.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How often one question is asked again.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>The longest Retry-After that is waited for within one question.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Questions under way at a time.</summary>
    public int InFlight { get; init; } = 2;

    /// <summary>Failed questions in a row after which none is asked for a while.</summary>
    public int FailuresInARow { get; init; } = 3;

    /// <summary>How long none is asked the first time, with jitter; it doubles while the registry keeps failing.</summary>
    public TimeSpan ShortestBreak { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where the doubling ends.</summary>
    public TimeSpan LongestBreak { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Bytes of a body.</summary>
    public int Body { get; init; } = 1024 * 1024;

    /// <summary>Redirects followed in a row.</summary>
    public int Redirects { get; init; } = 3;

    /// <summary>How long a connection is used, so that the name is resolved, and its addresses are checked, again.</summary>
    public TimeSpan ConnectionLifetime { get; init; } = TimeSpan.FromMinutes(2);
}
