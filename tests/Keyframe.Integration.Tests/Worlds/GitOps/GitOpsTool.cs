namespace Keyframe.Integration.Tests.Worlds.GitOps;

/// <summary>A tool that applies what is in Git, again and again.</summary>
public enum GitOpsTool
{
    /// <summary>Argo CD as it comes: client-side apply.</summary>
    ArgoCd,

    /// <summary>Argo CD with <c>ServerSideApply=true</c>.</summary>
    ArgoCdServerSide,

    /// <summary>Flux.</summary>
    Flux,
}
