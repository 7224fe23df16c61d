namespace Keyframe.Generator.Schemas;

/// <summary>An entry of <c>x-kubernetes-validations</c>.</summary>
/// <param name="Expression">CEL; <c>self</c> is the node's value.</param>
/// <param name="Message">What the author of a refused object reads.</param>
internal sealed record ValidationRule(string Expression, string Message);
