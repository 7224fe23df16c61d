namespace Keyframe.Core.Conditions;

/// <summary>The judgement of a whole object, from which Ready, Reconciling and Stalled follow.</summary>
/// <param name="Standing">How it stands.</param>
/// <param name="Reason">Why, one of <see cref="Api.Conditions.Reasons"/>.</param>
/// <param name="Message">Why, in words, and what to do next.</param>
public sealed record Verdict(Standing Standing, string Reason, string Message)
{
    /// <summary>All that the spec asks for holds.</summary>
    public static Verdict Ready(string reason, string message) => new(Standing.Ready, reason, message);

    /// <summary>Work goes on, or something is missing that can still come by itself.</summary>
    public static Verdict Progressing(string reason, string message) => new(Standing.Progressing, reason, message);

    /// <summary>Nothing more happens until somebody changes something.</summary>
    public static Verdict Stalled(string reason, string message) => new(Standing.Stalled, reason, message);
}
