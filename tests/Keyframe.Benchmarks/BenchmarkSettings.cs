namespace Keyframe.Benchmarks;

/// <summary>How much is measured.</summary>
internal sealed record BenchmarkSettings
{
    /// <summary>Less of everything, for somebody who waits.</summary>
    public bool Quick { get; init; }

    /// <summary>Only these figures; empty for all.</summary>
    public IReadOnlyList<string> Figures { get; init; } = [];

    /// <summary>Numbers of snapshots for figure a; empty for its own choice.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [];

    /// <summary>Repetitions that were asked for; null for each figure's own choice.</summary>
    public int? Repeat { get; init; }

    /// <summary>How often to repeat: what was asked for, else five times, else fewer where somebody waits.</summary>
    public int Repetitions(int quick = 1) => Repeat ?? (Quick ? quick : 5);

    /// <summary>One of two sizes.</summary>
    public int Size(int full, int quick) => Quick ? quick : full;
}
