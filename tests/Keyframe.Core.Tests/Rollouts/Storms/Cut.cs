namespace Keyframe.Core.Tests.Rollouts.Storms;

/// <summary>Where and how a look of the operator is disturbed.</summary>
/// <param name="Kind">How.</param>
/// <param name="At">At which of its writes, from 0.</param>
/// <param name="Between">What else happens then; null for nothing.</param>
internal sealed record Cut(CutKind Kind, int At, Action? Between = null)
{
    public static Cut None { get; } = new(CutKind.None, -1);
}
