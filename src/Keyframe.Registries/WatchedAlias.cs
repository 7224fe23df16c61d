namespace Keyframe.Registries;

/// <summary>An alias or label of which to tell what it names.</summary>
/// <param name="Name">The prompt's name.</param>
/// <param name="Alias">The alias or label.</param>
/// <param name="Always">Look at it although nothing says that it changed, as when it is new.</param>
public sealed record WatchedAlias(string Name, string Alias, bool Always = false);
