namespace Keyframe.Core.Canonical;

/// <summary>
/// A JSON value has no canonical form that every reader would agree on. The message says where, why, and what to change.
/// </summary>
public sealed class CanonicalizationException : Exception
{
    internal CanonicalizationException(CanonicalizationProblem problem, string path, string detail)
        : base($"{path}: {detail}")
    {
        Problem = problem;
        Path = path;
        Detail = detail;
    }

    /// <summary>What kind of problem it is.</summary>
    public CanonicalizationProblem Problem { get; }

    /// <summary>Where, as a JSON path from the root of the value, such as <c>$.tools[1].description</c>.</summary>
    public string Path { get; }

    /// <summary>Why and what to change, without the path.</summary>
    public string Detail { get; }
}
