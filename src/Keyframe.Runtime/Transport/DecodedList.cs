namespace Keyframe.Runtime.Transport;

/// <summary>A page with the token of the next one; null or empty on the last.</summary>
internal sealed record DecodedList<T>(ListPage<T> Page, string? Continue);
