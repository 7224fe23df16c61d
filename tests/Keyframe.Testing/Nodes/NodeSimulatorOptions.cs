namespace Keyframe.Testing.Nodes;

/// <summary>What a simulated node takes care of.</summary>
public sealed record NodeSimulatorOptions
{
    /// <summary>Namespaces whose pods it runs; null (the default) for all. Two simulators must not share one.</summary>
    public IReadOnlyList<string>? Namespaces { get; init; }

    /// <summary>How pods behave at first; default <see cref="PodBehavior.Ready"/>.</summary>
    public PodDecision Decide { get; init; } = (_, _) => ValueTask.FromResult(PodBehavior.Ready);

    /// <summary>How often pods are looked at again; default one second.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The clock of intervals and of times in statuses.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
