namespace Keyframe.Runtime.Events;

/// <summary>The type of a Kubernetes event.</summary>
public enum EventType
{
    /// <summary>Something happened as it should.</summary>
    Normal,

    /// <summary>Something a person should know about.</summary>
    Warning,
}
