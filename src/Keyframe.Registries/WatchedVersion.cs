namespace Keyframe.Registries;

/// <summary>A version that somebody relies on.</summary>
/// <param name="Name">The prompt's name.</param>
/// <param name="Version">The number of the version.</param>
/// <param name="Dependencies">The names of prompts that it is composed of; a change of these is one of its own.</param>
/// <param name="Always">Look at it although nothing says that it changed, as when something was wrong with it last time.</param>
public sealed record WatchedVersion(string Name, string Version, IReadOnlyList<string> Dependencies, bool Always = false);
