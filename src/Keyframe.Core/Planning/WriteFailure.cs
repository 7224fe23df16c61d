namespace Keyframe.Core.Planning;

/// <summary>A write that the API server refused.</summary>
/// <param name="Message">What the API server said.</param>
/// <param name="Conflicts">Fields that other managers hold, where that was the reason.</param>
public sealed record WriteFailure(string Message, IReadOnlyList<HeldField> Conflicts);
