namespace Keyframe.Core.Tests.Rollouts.Storms;

/// <summary>Something that is done on purpose, and what has to come of it.</summary>
/// <param name="Name">What, in words.</param>
/// <param name="Do">How.</param>
/// <param name="Expect">What the outline expects of it, given what the template carried after it and before the operator looked.</param>
internal sealed record Deed(string Name, Action<Storm> Do, Action<Outline, Storm> Expect)
{
    /// <summary>Whether only who watched it happen can tell what it was.</summary>
    public bool HasToBeSeen { get; init; }
}
