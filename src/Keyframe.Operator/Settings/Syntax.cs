namespace Keyframe.Operator.Settings;

/// <summary>How the values of a type are written.</summary>
/// <param name="Placeholder">A word for the value in the help; empty for a switch.</param>
/// <param name="Allowed">What values there are, in words that complete "allowed is".</param>
/// <param name="TryParse">Reads one.</param>
internal sealed record Syntax<T>(string Placeholder, string Allowed, TryParse<T> TryParse);
