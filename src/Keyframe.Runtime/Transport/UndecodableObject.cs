namespace Keyframe.Runtime.Transport;

/// <summary>An object of the server that does not fit our contract, for example one stored under an older schema.</summary>
/// <param name="Key">Which object; empty parts where not even its name could be read.</param>
/// <param name="Problem">What did not fit, with the JSON path; never a value of the object.</param>
public sealed record UndecodableObject(ObjectKey Key, string Problem);
