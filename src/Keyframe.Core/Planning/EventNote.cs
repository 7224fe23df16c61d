namespace Keyframe.Core.Planning;

/// <summary>Something worth telling about an object, to be recorded as a Kubernetes event.</summary>
/// <param name="Reason">One of <see cref="Api.Conditions.Reasons"/>.</param>
/// <param name="Action">What the operator did, a verb in upper camel case.</param>
/// <param name="Note">The same in words.</param>
/// <param name="Warning">Whether somebody should look. Default: false.</param>
public sealed record EventNote(string Reason, string Action, string Note, bool Warning = false);
