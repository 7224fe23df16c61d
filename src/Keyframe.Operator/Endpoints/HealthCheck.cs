namespace Keyframe.Operator.Endpoints;

/// <summary>One question that a probe asks.</summary>
/// <param name="Name">Its name in the answer and in the path: lower case, dashes.</param>
/// <param name="Problem">What is wrong now; null while all is well. Quick, and does no I/O.</param>
internal sealed record HealthCheck(string Name, Func<string?> Problem);
