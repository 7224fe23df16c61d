namespace Keyframe.Runtime.Events;

/// <summary>An event that was created, and how often it happened since.</summary>
/// <param name="Event">The event object.</param>
/// <param name="Count">How often, the first time included.</param>
/// <param name="LastSeen">When last.</param>
internal sealed record EventSeries(ObjectKey Event, int Count, DateTimeOffset LastSeen);
