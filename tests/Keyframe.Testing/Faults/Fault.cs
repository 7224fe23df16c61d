using System.Net;

namespace Keyframe.Testing.Faults;

/// <summary>What goes wrong at one write.</summary>
public sealed record Fault
{
    private Fault(int write) => Write = write > 0
        ? write
        : throw new ArgumentOutOfRangeException(nameof(write), write, "Writes are counted from 1.");

    /// <summary>The write at which it happens, from 1.</summary>
    public int Write { get; }

    /// <summary>Whether the server gets the request.</summary>
    public bool ReachesServer { get; private init; }

    /// <summary>The answer that the client gets instead; null when its process ends.</summary>
    public HttpStatusCode? Answer { get; private init; }

    /// <summary>The reason in the answer's Status object, <c>Conflict</c> for example.</summary>
    public string? Reason { get; private init; }

    /// <summary>The answer's Retry-After, whole seconds.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>The process ends just before it sends the write.</summary>
    public static Fault CrashBefore(int write) => new(write);

    /// <summary>The process ends when the server has done the write, and never sees the answer.</summary>
    public static Fault CrashAfter(int write) => new(write) { ReachesServer = true };

    /// <summary>The server refuses the write.</summary>
    public static Fault Respond(int write, HttpStatusCode answer, string? reason = null, TimeSpan? retryAfter = null) =>
        new(write) { Answer = answer, Reason = reason ?? answer.ToString(), RetryAfter = retryAfter };

    /// <summary>The server does the write, and the client is told otherwise: what a 500 or 504 can mean.</summary>
    public static Fault RespondAfter(int write, HttpStatusCode answer, string? reason = null) =>
        new(write) { ReachesServer = true, Answer = answer, Reason = reason ?? answer.ToString() };
}
