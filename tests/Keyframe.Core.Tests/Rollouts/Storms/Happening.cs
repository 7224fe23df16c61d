namespace Keyframe.Core.Tests.Rollouts.Storms;

/// <summary>Something that happens in a storm.</summary>
/// <param name="Name">What, in words.</param>
/// <param name="Happen">How.</param>
internal sealed record Happening(string Name, Action<Storm> Happen);
