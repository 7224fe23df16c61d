namespace Keyframe.Core.ResponseFormats;

/// <summary>What makes a response format no usable schema.</summary>
/// <param name="Place">Where.</param>
/// <param name="Problem">What, and what to do.</param>
internal sealed record SchemaFlaw(SchemaPlace Place, string Problem);
