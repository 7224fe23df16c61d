namespace Keyframe.Core.Planning;

/// <summary>
/// What one reconcile decided, in the order in which it is carried out: ConfigMaps, PromptVersions, the status that must be on
/// record before the template is touched, the template, the status afterwards, events, labels.
/// </summary>
/// <typeparam name="TStatus">The status type.</typeparam>
/// <param name="Status">The status once all writes are done; written only where it differs from the object's.</param>
public sealed record Plan<TStatus>(TStatus Status)
    where TStatus : class
{
    /// <summary>Writes to ConfigMaps, in order.</summary>
    public IReadOnlyList<ConfigMapWrite> ConfigMaps { get; init; } = [];

    /// <summary>Writes to PromptVersions, in order.</summary>
    public IReadOnlyList<PromptVersionWrite> PromptVersions { get; init; } = [];

    /// <summary>Labels that the object itself must have; others are left alone. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The status to record before the template is written (write-ahead); null where it need not be.</summary>
    public TStatus? WriteAhead { get; init; }

    /// <summary>The template write, if any.</summary>
    public TemplateWrite? Template { get; init; }

    /// <summary>Events, recorded once the writes are done.</summary>
    public IReadOnlyList<EventNote> Events { get; init; } = [];

    /// <summary>When another look is due although nothing changes; null where none is. Counted from the time of the plan.</summary>
    public TimeSpan? LookAgain { get; init; }

    /// <summary>Given the status and the uid of the ConfigMap that was created, the status that records it. Default: as it is.</summary>
    public Func<TStatus, string, TStatus> OnCreated { get; init; } = static (status, _) => status;

    /// <summary>
    /// Given a failed write, the status that tells of it; null where the failure cures itself by another look (a conflict).
    /// </summary>
    public required Func<WriteFailure, TStatus?> OnFailure { get; init; }
}
