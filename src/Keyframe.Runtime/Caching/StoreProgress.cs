namespace Keyframe.Runtime.Caching;

/// <summary>How far a store has come.</summary>
/// <param name="Version">Everything up to this version has been seen.</param>
/// <param name="Era">Grows when versions start over, as after a restore of etcd; versions of two eras do not compare.</param>
internal readonly record struct StoreProgress(ResourceVersion Version, int Era);
