using System.Globalization;

namespace Keyframe.Benchmarks.Results;

/// <summary>What a figure is to be.</summary>
/// <param name="OfRatio">Whether the ratio to the floor is meant, or the value itself.</param>
/// <param name="Limit">The most it may be.</param>
internal sealed record Target(bool OfRatio, double Limit)
{
    /// <summary>So many times the floor at most.</summary>
    public static Target Times(double limit) => new(OfRatio: true, limit);

    /// <summary>So much at most, in the figure's own unit.</summary>
    public static Target AtMost(double limit) => new(OfRatio: false, limit);

    /// <summary>Whether it holds; null where there is nothing to compare with.</summary>
    public bool? Holds(double value, double? ratio) => (OfRatio ? ratio : value) is { } actual ? actual <= Limit : null;

    /// <summary>As people write it: <c>&lt;= 1.25 x floor</c>, or <c>&lt;= 90 MB</c>.</summary>
    public string In(string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"<= {Limit:0.###} {(OfRatio ? "x floor" : unit)}");
}
