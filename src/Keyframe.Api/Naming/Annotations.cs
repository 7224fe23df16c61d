namespace Keyframe.Api.Naming;

/// <summary>Annotations that Keyframe sets.</summary>
public static class Annotations
{
    /// <summary>On a ConfigMap and on a pod template: the full digest, <c>sha256:</c> and 64 hex digits.</summary>
    public const string Digest = "keyframe.dev/digest";

    /// <summary>On a pod template: the hash of everything Keyframe put into it, by which the section proves itself whole.</summary>
    public const string Injection = "keyframe.dev/injection";

    /// <summary>On a workload: why its current revision exists, as <c>kubectl rollout history</c> shows it.</summary>
    public const string ChangeCause = "kubernetes.io/change-cause";

    /// <summary>On a pod template, set by its author: the container that tools mean when none is named.</summary>
    public const string DefaultContainer = "kubectl.kubernetes.io/default-container";

    /// <summary>
    /// On a Secret, set by its owner: the host that its content may be sent to, as <c>host</c> or <c>host:port</c>.
    /// </summary>
    public const string AllowedHost = "keyframe.dev/allowed-host";

    /// <summary>
    /// On a Deployment of Keyframe, set by whoever asks: <c>retry id=…</c>, <c>abort id=…</c> or <c>undo [revision=…] id=…</c>.
    /// Answered in <c>status.lastHandledRequest</c>; the same id is never carried out twice.
    /// </summary>
    public const string Request = "keyframe.dev/request";
}
