namespace Keyframe.Testing.ControlPlanes;

/// <summary>What is behind a <see cref="ControlPlane"/>.</summary>
internal interface IControlPlaneHost : IAsyncDisposable
{
    /// <summary>Kubeconfig of an administrator.</summary>
    string KubeconfigPath { get; }

    /// <summary>Where it comes from, to follow "Kubernetes 1.33".</summary>
    string Description { get; }

    bool Owned { get; }
}
