using Keyframe.Api.Deployments;
using Keyframe.Core.Conditions;
using Keyframe.Core.Planning;

namespace Keyframe.Core.Rollouts;

/// <summary>What a rule decided.</summary>
/// <param name="Verdict">How the binding stands by it.</param>
public sealed record RolloutDecision(Verdict Verdict)
{
    /// <summary>
    /// Nothing yet: the rule has to know more than caches hold, and decides once <see cref="RolloutObservation.Reading"/> is
    /// there.
    /// </summary>
    public static RolloutDecision NeedsReading { get; } = new(Verdict.Progressing("Reading", "The workload and its revisions are read."));

    /// <summary>History and pending to record before the template is written; null where no new revision begins.</summary>
    public RolloutRecord? Record { get; init; }

    /// <summary>The template write, if any.</summary>
    public TemplateWrite? Template { get; init; }

    /// <summary>Whether the active revision has been proven complete by this look.</summary>
    public bool Completes { get; init; }

    /// <summary>The section whose ConfigMap must have the workload among its owners; null for none.</summary>
    public string? NeedsOwner { get; init; }

    /// <summary>A change of the record that belongs to the decision and is no new revision. Default: none.</summary>
    public Func<GenAIDeploymentStatus, GenAIDeploymentStatus> Amend { get; init; } = static status => status;

    /// <summary>Whether what is held is to be told instead of the verdict. Default: yes, unless the verdict is that something stalled.</summary>
    public bool MayBeHeld { get; init; } = true;

    /// <summary>When another look is due although nothing changes; null where none is.</summary>
    public TimeSpan? LookAgain { get; init; }

    /// <summary>What to tell, once the writes are done.</summary>
    public IReadOnlyList<EventNote> Events { get; init; } = [];
}
