namespace Keyframe.Api.Deployments;

/// <summary>Who or what began a revision.</summary>
public enum RevisionInitiator
{
    /// <summary>The spec asked for it: a person or a GitOps tool changed the binding.</summary>
    Spec,

    /// <summary>The workload carried it already when the binding was made or restored.</summary>
    Found,

    /// <summary>Keyframe, because a rollout failed.</summary>
    Automatic,

    /// <summary>Somebody put an earlier template back into the workload, as kubectl rollout undo does.</summary>
    Undo,

    /// <summary>A request by the annotation keyframe.dev/request.</summary>
    Request,
}
