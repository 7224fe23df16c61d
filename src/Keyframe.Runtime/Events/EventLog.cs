using Microsoft.Extensions.Logging;

namespace Keyframe.Runtime.Events;

/// <summary>The log of the event recorder: events 1200 to 1299.</summary>
internal static partial class EventLog
{
    [LoggerMessage(1200, LogLevel.Warning, "The queue of events is full; events are dropped until it has room again")]
    public static partial void QueueFull(this ILogger logger);

    [LoggerMessage(EventId = 1201, Message = "The event {Reason} about {Kind} {Key} was not recorded: {Problem}")]
    public static partial void NotRecorded(
        this ILogger logger, LogLevel level, string reason, string kind, ObjectKey key, string problem);

    [LoggerMessage(1202, LogLevel.Warning, "{Count} events were dropped in all because the queue was full")]
    public static partial void Dropped(this ILogger logger, long count);

    [LoggerMessage(1203, LogLevel.Warning, "Not all events were sent before the end: {Count} are left")]
    public static partial void NotFlushed(this ILogger logger, int count);
}
