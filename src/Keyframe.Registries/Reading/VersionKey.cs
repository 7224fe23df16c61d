namespace Keyframe.Registries.Reading;

/// <summary>A version of a prompt.</summary>
/// <param name="Name">The prompt's name.</param>
/// <param name="Version">The number of the version.</param>
internal readonly record struct VersionKey(string Name, string Version);
