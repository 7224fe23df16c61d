using Keyframe.Api.Conditions;

namespace Keyframe.Core.Retrieval;

/// <summary>What is known of one index that a snapshot retrieves from.</summary>
/// <param name="Name">The retrieval's name in the snapshot.</param>
/// <param name="Expected">The version that the snapshot names.</param>
/// <param name="Found">The version that it is at; null where that is not known.</param>
/// <param name="Problem">Why it is not known, and what to do; null where it is.</param>
public sealed record RetrievalFinding(string Name, string Expected, string? Found, string? Problem)
{
    /// <summary>Whether it is at another version than expected.</summary>
    public bool IsDrifted => Found is not null && Found != Expected;

    /// <summary>The reason of it, one of <see cref="Reasons"/>.</summary>
    public string Reason => Found is null ? Reasons.RetrievalUnknown : IsDrifted ? Reasons.RetrievalDrifted : Reasons.Succeeded;

    /// <summary>The same in words.</summary>
    public string Message => (Found, IsDrifted) switch
    {
        (null, _) => $"{Name}: {Problem}",
        (_, true) => $"{Name} is at index version {Found}, and {Expected} is what this configuration was reviewed with.",
        _ => $"{Name} is at index version {Found}, as expected.",
    };
}
