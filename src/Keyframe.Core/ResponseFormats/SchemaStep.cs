namespace Keyframe.Core.ResponseFormats;

/// <summary>One pair of schemas that stand at the same place of an answer.</summary>
/// <param name="Before">What readers expect there.</param>
/// <param name="After">What answers have there.</param>
/// <param name="Path">Where, as <see cref="AnswerPath"/> writes it.</param>
internal readonly record struct SchemaStep(SchemaView Before, SchemaView After, string Path)
{
    /// <summary>Whether values of one of these types can stand there before and after, so that their keywords matter.</summary>
    public bool Concerns(SchemaTypes types) => (Before.Types & After.Types & types) != 0;
}
