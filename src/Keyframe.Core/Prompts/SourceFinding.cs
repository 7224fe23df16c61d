namespace Keyframe.Core.Prompts;

/// <summary>How the source of a pinned prompt compares with the pin.</summary>
/// <param name="Reason">
/// <see cref="Api.Conditions.Reasons.Succeeded"/> where it gives the same, else what is different, one of
/// <see cref="Api.Conditions.Reasons"/>.
/// </param>
/// <param name="Message">The same in words, and what to do.</param>
public sealed record SourceFinding(string Reason, string Message);
