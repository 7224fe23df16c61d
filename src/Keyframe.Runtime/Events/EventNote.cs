using k8s.Models;

namespace Keyframe.Runtime.Events;

/// <summary>An event that waits to be sent.</summary>
/// <param name="Key">What makes two events the same.</param>
/// <param name="Regarding">The object, with its version at the time.</param>
/// <param name="At">When it happened.</param>
internal sealed record EventNote(EventKey Key, V1ObjectReference Regarding, DateTimeOffset At);

/// <summary>Events that differ in nothing of this are one event that repeats.</summary>
internal sealed record EventKey(
    string? ApiVersion, string Kind, string? Uid, ObjectKey Object, EventType Type, string Reason, string Action, string Note);
