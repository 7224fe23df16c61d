namespace Keyframe.Core.Planning;

/// <summary>A field of a workload that another field manager holds.</summary>
/// <param name="Manager">The manager, such as argocd-controller.</param>
/// <param name="Path">The field's path.</param>
public sealed record HeldField(string Manager, string Path);
