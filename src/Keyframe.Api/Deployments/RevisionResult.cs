namespace Keyframe.Api.Deployments;

/// <summary>How a revision ended or stands.</summary>
public enum RevisionResult
{
    /// <summary>Its pods are being rolled out.</summary>
    Progressing,

    /// <summary>Every pod ran it; it is still in force, or was until the next revision.</summary>
    Completed,

    /// <summary>It was replaced before every pod ran it.</summary>
    Superseded,

    /// <summary>It was taken out of service: it failed, or the spec went back to an earlier snapshot.</summary>
    RolledBack,

    /// <summary>
    /// Somebody put an earlier template back into the workload, as kubectl rollout undo does, or asked for undo by request.
    /// </summary>
    Undone,

    /// <summary>A request ended it before every pod ran it.</summary>
    Aborted,
}
