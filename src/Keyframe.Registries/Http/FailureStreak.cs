using System.Net;
using Polly;
using Polly.Timeout;

namespace Keyframe.Registries.Http;

/// <summary>
/// Counts the questions in a row that failed for reasons that pass, for the circuit breaker: Polly's own count is a share of the
/// questions in a window of time, in which an outage hides behind what went well before it.
/// </summary>
/// <param name="limit">How many are an outage.</param>
/// <param name="timedOut">The fault of a question that took too long.</param>
internal sealed class FailureStreak(int limit, RegistryFault timedOut)
{
    private readonly Lock _gate = new();
    private int _count;

    /// <summary>The last of them; null when the last question went well.</summary>
    public RegistryFault? Last { get; private set; }

    /// <summary>Notes how a question ended, and says whether that is an outage.</summary>
    public bool Note(Outcome<HttpResponseMessage> outcome)
    {
        lock (_gate)
        {
            if (outcome.Exception is OperationCanceledException)
            {
                return _count >= limit;   // the caller lost interest, which says nothing about the server
            }

            Last = FaultOf(outcome);
            _count = Last is null ? 0 : _count + 1;
            return _count >= limit;
        }
    }

    /// <summary>
    /// A fault of which asking again soon, and asking something else, will not help. Not 500: MLflow says so of single features.
    /// </summary>
    private RegistryFault? FaultOf(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: TimeoutRejectedException } => timedOut,
        { Exception: RegistryException { Fault: { Kind: RegistryFaultKind.Transient } fault } } => fault,
        { Result: ReadResponse { Answer: var answer } } when SaysNotNow(answer.Status) => answer.ToFault(),
        _ => null,
    };

    /// <summary>Statuses that speak of the moment, and not of the question.</summary>
    public static bool SaysNotNow(HttpStatusCode status) => status is
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
