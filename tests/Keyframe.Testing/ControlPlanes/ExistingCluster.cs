namespace Keyframe.Testing.ControlPlanes;

/// <summary>A cluster that somebody else runs.</summary>
internal sealed class ExistingCluster(string kubeconfigPath) : IControlPlaneHost
{
    public string KubeconfigPath => kubeconfigPath;

    public string Description => $"of the existing cluster in {kubeconfigPath}";

    public bool Owned => false;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
