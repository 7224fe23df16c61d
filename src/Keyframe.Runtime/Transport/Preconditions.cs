namespace Keyframe.Runtime.Transport;

/// <summary>What must still hold for a delete to happen; otherwise it fails with <see cref="ApiException.IsConflict"/>.</summary>
/// <param name="Uid">The object must have this uid, so that a namesake made since is left alone.</param>
/// <param name="ResourceVersion">The object must be at this version, so that nothing unseen is deleted.</param>
public sealed record Preconditions(string? Uid, string? ResourceVersion);
