using System.Net;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Keyframe.Registries.Http;

/// <summary>
/// What stands between a question and the network, from the outside in: one's turn, of which there are two; a breaker, so that an
/// outage is not met with a storm of requests; the time for the whole question; further tries.
/// </summary>
internal static class RegistryResilience
{
    /// <summary>Builds it for one registry.</summary>
    public static ResiliencePipeline<HttpResponseMessage> Create(RegistryLimits limits, FailureStreak streak, TimeProvider clock)
    {
        var circuit = new CircuitBreakerStateProvider();
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock };
        return builder
            .AddConcurrencyLimiter(limits.InFlight, int.MaxValue)
            .AddCircuitBreaker(Breaker(limits, streak, circuit))
            .AddTimeout(new TimeoutStrategyOptions { Timeout = limits.Total })
            .AddRetry(Retry(limits, circuit))
            .Build();
    }

    /// <summary>
    /// Breaks at the first outcome that the streak calls an outage: the share and the window of Polly's own count are idle.
    /// </summary>
    private static CircuitBreakerStrategyOptions<HttpResponseMessage> Breaker(
        RegistryLimits limits, FailureStreak streak, CircuitBreakerStateProvider circuit) => new()
        {
            StateProvider = circuit,
            ShouldHandle = arguments => new(streak.Note(arguments.Outcome)),
            FailureRatio = 0,
            MinimumThroughput = 2,
            SamplingDuration = TimeSpan.FromDays(1),
            BreakDurationGenerator = arguments => new(BreakDuration(limits, streak.Last, arguments.HalfOpenAttempts)),
        };

    private static TimeSpan BreakDuration(RegistryLimits limits, RegistryFault? last, int attempts)
    {
        double doubled = limits.ShortestBreak.TotalSeconds * Math.Pow(2, attempts);
        double seconds = Math.Max(doubled, last?.RetryAfter?.TotalSeconds ?? 0);
        double jitter = 0.8 + (0.4 * Random.Shared.NextDouble());
        return TimeSpan.FromSeconds(Math.Min(seconds, limits.LongestBreak.TotalSeconds) * jitter);
    }

    private static RetryStrategyOptions<HttpResponseMessage> Retry(
        RegistryLimits limits, CircuitBreakerStateProvider circuit) => new()
        {
            MaxRetryAttempts = limits.Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = limits.RetryDelay,
            // The question that finds out whether an outage is over is asked once.
            ShouldHandle = arguments =>
                new(circuit.CircuitState == CircuitState.Closed && IsWorthAnotherTry(limits, arguments.Outcome)),
            DelayGenerator = arguments => new(arguments.Outcome.Result is ReadResponse { Answer.RetryAfter: { Ticks: > 0 } asked }
                ? asked
                : null),
        };

    private static bool IsWorthAnotherTry(RegistryLimits limits, Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: RegistryException { Fault.Kind: RegistryFaultKind.Transient } } => true,
        { Result: ReadResponse { Answer: var answer } } => FailureStreak.SaysNotNow(answer.Status) &&
            (answer.RetryAfter is { } asked
                ? asked <= limits.LongestRetryAfter
                : answer.Status != HttpStatusCode.TooManyRequests),
        _ => false,
    };
}
