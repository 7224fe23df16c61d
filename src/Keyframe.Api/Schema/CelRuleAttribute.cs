namespace Keyframe.Api.Schema;

/// <summary>
/// A CEL rule (<c>x-kubernetes-validations</c>) that API servers of Kubernetes 1.25 and later enforce on the annotated
/// property or type. Every string, list and map the rule walks must be bounded, or the server refuses the CRD for its cost.
/// </summary>
/// <param name="rule">The expression; <c>self</c> is the annotated value.</param>
/// <param name="message">What the author of a refused object reads: what is wrong and what to do.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, AllowMultiple = true, Inherited = false)]
public sealed class CelRuleAttribute(string rule, string message) : Attribute
{
    /// <summary>The expression.</summary>
    public string Rule { get; } = rule;

    /// <summary>What the author of a refused object reads.</summary>
    public string Message { get; } = message;
}
