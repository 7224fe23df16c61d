namespace Keyframe.Api.Schema;

/// <summary>A regular expression (RE2 syntax, anchored by its author) that a string must match.</summary>
/// <param name="expression">The expression.</param>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class PatternAttribute(string expression) : Attribute
{
    /// <summary>The expression.</summary>
    public string Expression { get; } = expression;
}
