namespace Keyframe.Registries;

/// <summary>A prompt that another one is composed of, as the registry resolved it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">The number of its version.</param>
/// <param name="RowId">The id of that version's row.</param>
public sealed record PromptDependency(string Name, string Version, string RowId);
