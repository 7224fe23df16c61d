namespace Keyframe.Testing.Nodes;

/// <summary>What a simulated node reports of a pod.</summary>
public sealed record PodBehavior
{
    private PodBehavior()
    {
    }

    /// <summary>All containers run and are ready.</summary>
    public static PodBehavior Ready { get; } = new() { IsReady = true };

    /// <summary>All containers run, and no readiness probe succeeds.</summary>
    public static PodBehavior NotReady { get; } = new();

    /// <summary>Whether containers that do not wait are ready.</summary>
    public bool IsReady { get; private init; }

    /// <summary>
    /// The container that waits (an init container too); null for every container, where there is a <see cref="Reason"/>.
    /// </summary>
    public string? Container { get; private init; }

    /// <summary>Why the container waits, <c>CrashLoopBackOff</c> for example; null when none waits.</summary>
    public string? Reason { get; private init; }

    /// <summary>More about the reason; for a crash what the container said last.</summary>
    public string Message { get; private init; } = "";

    /// <summary>How often the container was restarted; where nothing holds it back, it runs again and is not ready yet.</summary>
    public int Restarts { get; private init; }

    /// <summary>The container starts, fails with exit code 1, and is restarted ever later.</summary>
    /// <param name="container">Its name; null for every container.</param>
    /// <param name="message">Its termination message.</param>
    /// <param name="restarts">How often so far, at least 1.</param>
    public static PodBehavior CrashLoopBackOff(string? container, string message, int restarts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(restarts, 1);
        return Waiting(container, "CrashLoopBackOff", message) with { Restarts = restarts };
    }

    /// <summary>The container has failed with exit code 1, was restarted at once, and runs without being ready.</summary>
    /// <param name="container">Its name; null for every container.</param>
    /// <param name="message">Its termination message.</param>
    /// <param name="restarts">How often so far, at least 1.</param>
    public static PodBehavior Restarted(string? container, string message, int restarts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(restarts, 1);
        return new() { IsReady = true, Container = container, Message = message, Restarts = restarts };
    }

    /// <summary>The runtime cannot make the container; null for every container.</summary>
    public static PodBehavior CreateContainerError(string? container, string message) =>
        Waiting(container, "CreateContainerError", message);

    /// <summary>
    /// The container never starts, for a reason of the kubelet's: <c>ImagePullBackOff</c>, <c>CreateContainerConfigError</c>.
    /// </summary>
    public static PodBehavior Waiting(string? container, string reason, string message) =>
        new() { IsReady = true, Container = container, Reason = reason, Message = message };
}
