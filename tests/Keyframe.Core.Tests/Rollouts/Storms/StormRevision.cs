using Keyframe.Core.Injection;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Tests.Rollouts.Storms;

/// <summary>A ReplicaSet: a template that the workload had.</summary>
/// <param name="Text">The template as one text.</param>
/// <param name="Template">The template.</param>
/// <param name="Leaves">Its leaves.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record StormRevision(string Text, PodTemplate Template, IReadOnlyDictionary<string, string> Leaves, DateTimeOffset CreatedAt)
{
    private readonly Lazy<Carried?> _carried =
        new(() => InjectionSection.Read(Template) is { } section ? Storms.Carried.Of(section) : null, LazyThreadSafetyMode.None);

    public long Number { get; init; }

    /// <summary>What pods call it; it stays when the template comes back and gets another number.</summary>
    public required string Name { get; init; }

    public string? ChangeCause { get; init; }

    /// <summary>What the template carries whole; null for nothing, or for parts.</summary>
    public Carried? Carried => _carried.Value;

    /// <summary>The same revision, as if it always had had other leaves.</summary>
    public StormRevision Saying(IReadOnlyDictionary<string, string> leaves) =>
        new(string.Join('\n', leaves.OrderBy(leaf => leaf.Key, StringComparer.Ordinal).Select(leaf => $"{leaf.Key}={leaf.Value}")),
            Storms.Leaves.ToTemplate(leaves.OrderBy(leaf => leaf.Key, StringComparer.Ordinal)), leaves, CreatedAt)
        {
            Number = Number,
            Name = Name,
            ChangeCause = ChangeCause,
        };
}
