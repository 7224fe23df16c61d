namespace Keyframe.Testing.Building;

/// <summary>Where the built binaries are.</summary>
/// <param name="Folder">The folder with etcd, kube-apiserver and kube-controller-manager; also good as
/// KUBEBUILDER_ASSETS.</param>
/// <param name="Fresh">True when they were built now, false when they were there.</param>
/// <param name="Elapsed">How long this took.</param>
public sealed record ControlPlaneBuild(string Folder, bool Fresh, TimeSpan Elapsed);
