namespace Keyframe.Registries.Reading;

/// <summary>An alias or label of a prompt.</summary>
/// <param name="Name">The prompt's name.</param>
/// <param name="Alias">The alias or label.</param>
internal readonly record struct AliasKey(string Name, string Alias);
