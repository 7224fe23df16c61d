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

    /// <summary>It was taken out of service by going back to an earlier snapshot.</summary>
    RolledBack,
}
