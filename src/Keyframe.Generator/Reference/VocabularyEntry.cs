namespace Keyframe.Generator.Reference;

/// <summary>A word of a closed list, such as a reason of conditions.</summary>
/// <param name="Word">As the API spells it.</param>
/// <param name="Summary">What it says.</param>
internal sealed record VocabularyEntry(string Word, string Summary);
