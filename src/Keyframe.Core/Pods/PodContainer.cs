namespace Keyframe.Core.Pods;

/// <summary>How a container of a pod fares.</summary>
/// <param name="Name">Its name, unique in the pod, containers for initialization included.</param>
public sealed record PodContainer(string Name)
{
    /// <summary>The longest message kept, in characters: a container may leave 4,096 bytes of them.</summary>
    public const int MaxMessageLength = 512;

    /// <summary>Whether it is ready; for initialization: whether it is done.</summary>
    public bool IsReady { get; init; }

    /// <summary>How often it was started again.</summary>
    public int RestartCount { get; init; }

    /// <summary>Why it waits, in one word; null while it does not wait.</summary>
    public string? WaitingReason { get; init; }

    /// <summary>Why it waits, in words; null where nothing is said.</summary>
    public string? WaitingMessage { get; init; }

    /// <summary>How it ended before it was started again; null where it never did.</summary>
    public Termination? LastTermination { get; init; }

    internal static PodContainer Of(ContainerStatus status) => new(status.Name)
    {
        IsReady = status.Ready,
        RestartCount = status.RestartCount,
        WaitingReason = status.State?.Waiting?.Reason,
        WaitingMessage = Head(status.State?.Waiting?.Message),
        LastTermination = status.LastState?.Terminated is { } ended
            ? ended with { Message = Tail(ended.Message) }
            : null,
    };

    private static string? Head(string? text)
    {
        if (text is null || text.Length <= MaxMessageLength)
        {
            return text;
        }

        int length = MaxMessageLength - (char.IsHighSurrogate(text[MaxMessageLength - 2]) ? 2 : 1);
        return string.Concat(text.AsSpan(0, length), "…");
    }

    /// <summary>The end, which is where a log says why (terminationMessagePolicy FallbackToLogsOnError).</summary>
    private static string? Tail(string? text)
    {
        if (text is null || text.Length <= MaxMessageLength)
        {
            return text;
        }

        int start = text.Length - MaxMessageLength + 1;
        return string.Concat("…", text.AsSpan(char.IsLowSurrogate(text[start]) ? start + 1 : start));
    }
}
