using Keyframe.Core.Conditions;
using Keyframe.Core.Planning;

namespace Keyframe.Core.Rollouts;

/// <summary>What a rule decided.</summary>
/// <param name="Verdict">How the binding stands by it.</param>
public sealed record RolloutDecision(Verdict Verdict)
{
    /// <summary>History and pending to record before the template is written; null where no new revision begins.</summary>
    public RolloutRecord? Record { get; init; }

    /// <summary>The template write, if any.</summary>
    public TemplateWrite? Template { get; init; }

    /// <summary>Whether the active revision has been proven complete by this look.</summary>
    public bool Completes { get; init; }

    /// <summary>Whether the ConfigMap must have the workload among its owners.</summary>
    public bool NeedsOwner { get; init; }

    /// <summary>When another look is due although nothing changes; null where none is.</summary>
    public TimeSpan? LookAgain { get; init; }

    /// <summary>What to tell, once the writes are done.</summary>
    public IReadOnlyList<EventNote> Events { get; init; } = [];
}
