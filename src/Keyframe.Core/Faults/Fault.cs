using Keyframe.Api.Conditions;
using Keyframe.Core.Canonical;

namespace Keyframe.Core.Faults;

/// <summary>What is wrong with an object, as a condition says it.</summary>
/// <param name="Reason">One of <see cref="Reasons"/>.</param>
/// <param name="Message">What is wrong, where, and what to do next. One line, without control characters.</param>
public sealed record Fault(string Reason, string Message)
{
    /// <summary>The fault of a spec part that has no canonical form.</summary>
    /// <param name="exception">What the canonical form was refused for.</param>
    /// <param name="root">How a person names the root of the value, such as <c>spec</c>.</param>
    internal static Fault From(CanonicalizationException exception, string root) => new(
        exception.Problem == CanonicalizationProblem.Text ? Reasons.InvalidContent : Reasons.InvalidSpec,
        $"{root}{exception.Path.AsSpan(1)}: {exception.Detail}.");
}
