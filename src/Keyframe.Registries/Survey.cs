namespace Keyframe.Registries;

/// <summary>The answer to a <see cref="SurveyRequest"/>.</summary>
/// <param name="Versions">What was seen of each version, in the order of the request.</param>
/// <param name="Aliases">What was seen of each alias or label, in the order of the request.</param>
/// <param name="Cursor">For the next survey; null where the registry has no list of changes.</param>
public sealed record Survey(IReadOnlyList<Sighting> Versions, IReadOnlyList<Sighting> Aliases, string? Cursor);
