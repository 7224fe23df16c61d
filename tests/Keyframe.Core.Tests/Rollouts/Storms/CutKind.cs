namespace Keyframe.Core.Tests.Rollouts.Storms;

/// <summary>What happens to an operator in the middle of its work.</summary>
internal enum CutKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The process ends before the write is sent.</summary>
    DieBefore,

    /// <summary>The API server does the write; the process ends and never sees the answer.</summary>
    DieAfter,

    /// <summary>The API server does the write; the answer is lost.</summary>
    LoseAnswer,

    /// <summary>The process ends, and the write that it sent lands later.</summary>
    LandLate,

    /// <summary>Something else happens first.</summary>
    Interrupt,
}
