using Keyframe.Core.Faults;

namespace Keyframe.Core.Prompts;

/// <summary>What came of a look at a prompt's source: content, or why there is none.</summary>
/// <param name="Content">What stands there; null where there is a fault.</param>
/// <param name="Fault">Why nothing could be read, and what to do; null where there is content.</param>
/// <param name="RetryAfter">When to look again by ourselves; null where a change in the cluster will tell.</param>
public sealed record SourceReading(SourceContent? Content, Fault? Fault, TimeSpan? RetryAfter = null)
{
    /// <summary>Whether something stands there that cannot be used: it is not waited for. Default: false.</summary>
    public bool IsRefused { get; private init; }

    /// <summary>Content was found.</summary>
    /// <param name="content">The content.</param>
    public static SourceReading Of(SourceContent content) => new(content, null);

    /// <summary>There is none.</summary>
    /// <param name="fault">Why, and what to do.</param>
    /// <param name="retryAfter">When to look again by ourselves.</param>
    public static SourceReading Failed(Fault fault, TimeSpan? retryAfter = null) => new(null, fault, retryAfter);

    /// <summary>Something stands there that cannot be used until somebody changes it.</summary>
    /// <param name="fault">Why, and what to do.</param>
    public static SourceReading Refused(Fault fault) => new(null, fault) { IsRefused = true };
}
